# SPDX-License-Identifier: Apache-2.0
# Tools that run as tasks, and clients that others wrote which wait for them:
# the SDK 1.x by itself (2025-11-25), the SDK 2.x with the package of the
# extension (both revisions).
use strict;
use warnings;

use FindBin;
use Test::More;
use lib "$FindBin::Bin/lib";

use MCP::Clients;

MCP::Clients::prepare();
plan(skip_all => 'not for a real Nextcloud') if MCP::Clients::is_live();
my $httpd = fixture(standin => 1);

# How a task came to its end, without what it may have been seen as before.
sub ended { my @states = @{ $_[0]{states} }; return $states[-1] // '' }

sub asked_by {
    my ($seen, $questions, $task) = @_;
    is_deeply([ sort map { $_->{message} } @{ $seen->{"${task}_asked"} } ], $questions, '... each question once');
    is_deeply([ map { $_->{task} } @{ $seen->{"${task}_asked"} } ], [ ($seen->{$task}{id}) x @$questions ], '... for this task');
}

for my $which (qw(sdk1 legacy auto pin)) {
    subtest "tasks, $which" => sub {
        my $seen = told('tasks', $which) or return;
        my $modern = $which =~ /auto|pin/;

        is($seen->{era}, $modern ? 'modern' : 'legacy', 'era');
        is(!!$seen->{capabilities}{tasks}, !$modern, 'tasks are declared as in 2025-11-25, or not');
        is(!!$seen->{capabilities}{extensions}{'io.modelcontextprotocol/tasks'}, !!$modern, '... or as the extension');

        like($seen->{computed}{id}, qr/^[0-9a-f]{32}$/, 'a task');
        is($seen->{computed}{states}[0], 'working', '... that is working');
        is(ended($seen->{computed}), 'completed', '... and completed');
        is($seen->{computed}{text}, 'Computed x.', '... its result');
        is($seen->{again}, 'Computed x.', '... again');
        if ($modern) {
            is($seen->{failing}{text}, 'This job always fails.', 'a result with isError');
            ok($seen->{failing}{is_error}, '... says so');
            is($seen->{broken}{error}, 'This job ends with an error.', 'a JSON-RPC error');
        }
        else {
            like($seen->{failing}{error}, qr/failed/, 'a result with isError is a failed task');
            like($seen->{broken}{error}, qr/failed/, '... as is a JSON-RPC error');
        }
        is(ended($seen->{broken}), 'failed', '... which fails the task');

        is($seen->{confirmed}{text}, 'The answer was: accept.', 'a task that asks');
        asked_by($seen, ['Delete it?'], 'confirmed');
        is((grep { $_ eq 'input_required' } @{ $seen->{confirmed}{states} })[0], 'input_required', '... and says that it waits');
        is($seen->{declined}{text}, 'The answer was: decline.', '... whose user declines');
        is($seen->{twice}{text}, 'Both were answered.', 'a task that asks twice');
        asked_by($seen, [ 'The first?', 'The second?' ], 'twice');
        is(ended($seen->{cancelled}), 'cancelled', 'a task that is cancelled');

        if ($modern) {
            is($seen->{listened}{text}, 'Computed nothing in particular.', 'a task that is listened to');
            is_deeply($seen->{told}[-1], [ 'notifications/tasks', 'completed' ], '... is told of');
        }
        is($seen->{waited}, 'Computed y.', 'who knows no tasks waits for the result');
        is(ended($seen->{converted}), 'completed', 'a tool of ours, for a user');
        like($seen->{converted}{text}, qr{/tasks $which\.html}, '... its result');
        is_deeply([ grep { $_ eq $seen->{converted}{id} } @{ $seen->{listed} } ], [ $seen->{converted}{id} ],
            '... in the list of tasks') unless $modern;
        is_deeply([ grep { !/AbortError/ } @{ $seen->{transport_errors} } ], [], 'no transport error') or diag(http($seen));
    };
}
is(join("\n", $httpd->complaints), '', 'nothing bad in the log');

done_testing;
