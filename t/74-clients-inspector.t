# SPDX-License-Identifier: Apache-2.0
# The MCP Inspector's command line with resources, prompts and tasks, in each
# way it has to find a revision.
use strict;
use warnings;

use FindBin;
use Test::More;
use lib "$FindBin::Bin/lib";

use MCP::Clients;

MCP::Clients::prepare();
plan(skip_all => 'not for a real Nextcloud') if MCP::Clients::is_live();
my $httpd = fixture();

sub succeeded {
    my ($step, $name) = @_;
    return ok($step && $step->{exit} eq '0' && $step->{json}, $name) || diag(show($step));
}

for my $era ('legacy', 'auto', 'modern') {
    subtest "Inspector CLI, $era" => sub {
        my $seen = told('inspector-all', $era) or return;

        succeeded($seen->{resources}, 'resources/list');
        is_deeply([ map { $_->{uri} } @{ $seen->{resources}{json}{resources} } ],
            [ map { "test://$_" } qw(static-binary static-text watched-resource) ], '... all of them');
        succeeded($seen->{read}, 'resources/read');
        is($seen->{read}{json}{contents}[0]{text}, 'This is the content of the static text resource.', '... its text');
        succeeded($seen->{prompts}, 'prompts/list');
        is(scalar @{ $seen->{prompts}{json}{prompts} }, 5, '... all of them');
        succeeded($seen->{prompt}, 'prompts/get');
        is($seen->{prompt}{json}{messages}[0]{content}{text}, "Prompt with arguments: arg1='one', arg2='two'",
            '... with its arguments');
        succeeded($seen->{task}, 'a tool that may run as a task');
        is($seen->{task}{json}{content}[0]{text}, 'Computed x.', '... its result');
        # Its task of 2025-11-25 is failed, of which this client says no more.
        like(($seen->{question}{json}{content}[0]{text} || '') . $seen->{question}{stderr},
            qr/declares the capability \\?"elicitation/, 'a tool that asks is told that there is nobody');
        like($seen->{task_only}{stderr}, $era eq 'legacy' ? qr/Task failed/ : qr/tool_is_error/,
            'a tool that runs as a task only, and fails');
        is($seen->{task_only}{json}{content}[0]{text}, 'This job always fails.', '... and says why') if $era ne 'legacy';
    };
}
is(join("\n", $httpd->complaints), '', 'nothing bad in the log');

done_testing;
