# SPDX-License-Identifier: Apache-2.0
# Tools that ask while they work, and clients that others wrote which answer:
# by requests of the server in a session, or by calling again (2026-07-28).
use strict;
use warnings;

use FindBin;
use Test::More;
use lib "$FindBin::Bin/lib";

use MCP::Clients;

MCP::Clients::prepare();
plan(skip_all => 'not for a real Nextcloud') if MCP::Clients::is_live();
my $httpd = fixture();

# What the SDK 1.x reports when it closes its own streams is no error.
sub errors { return grep { !/AbortError/ } @{ $_[0]{transport_errors} } }

for my $which (qw(sdk1 legacy auto pin remote)) {
    subtest "questions, $which" => sub {
        my $seen = told('ask', $which) or return;
        my $modern = ($seen->{era} || '') eq 'modern';

        is($seen->{era}, $which =~ /auto|pin/ ? 'modern' : 'legacy', 'era') if exists $seen->{era};
        like($seen->{elicitation}, qr/action=accept.*ann/, 'a form, filled in');
        like($seen->{declined}, qr/action=decline/, '... declined');
        like($seen->{closed}, qr/action=cancel/, '... closed');
        is($seen->{sampling}, 'LLM response: Paris', 'a word of the model');
        is($seen->{roots}, 'file:///home/ann', 'roots');
        is($seen->{three}, 'Everything has been answered.', 'three questions');
        is_deeply($seen->{three_asked}, [ 'What is the capital of France?', 'What is your name?', 'roots' ], '... each asked once');
        is($seen->{rounds}, 'Both steps are done.', 'a question that follows from an answer');
        is_deeply($seen->{rounds_asked}, [ 'What is your name?', 'What is your favourite colour?' ], '... in this order, once');
        is($seen->{state}, 'state-ok', 'a state that comes back');
        is($seen->{prompt}, 'Tell me about bees', 'a prompt that asks');
        like($seen->{undeclared}, $modern ? qr/-32021/ : qr/^error: .*"sampling"/, 'no question that the client has not declared');
        is($seen->{possible}, 'Asked what could be asked.', '... and a tool that does without');

        is($seen->{confirmed}, 'Hello, Bob!', 'MCPConfirm: runs when the user agrees');
        like($seen->{question}[0], qr/Run "greet".*\nname: "Bob"/, '... who sees what is to run');
        is(scalar @{ $seen->{question} }, 1, '... and is asked once');
        like($seen->{refused}, qr/^error: The user said no/, '... does not when they decline');
        like($seen->{ignored}, qr/^error: The user closed/, '... nor when they close the question');
        is_deeply([ errors($seen) ], [], 'no transport error') or diag(http($seen));
        return if $which eq 'remote'; # its HTTP is its own
        my @answers = answers_to($seen, 'POST response');
        is(scalar(@answers) > 0, !$modern, $modern ? 'no answers of their own' : 'answers come by themselves');
        is_deeply([ grep { $_ != 202 } @answers ], [], '... and are taken') unless $modern;
    };
}
is(join("\n", $httpd->complaints), '', 'nothing bad in the log');

done_testing;
