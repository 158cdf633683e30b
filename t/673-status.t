# SPDX-License-Identifier: Apache-2.0
# User status (conf/tools.d/people.json) and conf/tools.d/notifications.json.

use strict;
use warnings;
use utf8;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;

use MCP::Test;

my $STATUS = '/ocs/v2.php/apps/user_status/api/v1/user_status';
my $ROOM   = '/ocs/v2.php/apps/spreed/api/v4/room';
my $alice  = uid('alice');
my ($before, $token);

END {
    local $?;
    api('PUT', "$STATUS/status", { statusType => $before }) if $before;
    api('DELETE', "$STATUS/message") if $before;
    api('DELETE', "$ROOM/$token", undef, user => 'bob') if $token;
}

need_app('user status', 'set_user_status');

$before = (api('GET', $STATUS) || {})->{status} || 'online';

subtest 'definitions' => sub {
    ok(has_tool($_) && has_tool($_)->{annotations}{readOnlyHint}, "$_ only reads")
        for qw(get_user_status list_notifications);
    ok(has_tool($_) && !has_tool($_)->{annotations}{readOnlyHint}, "$_ does not")
        for qw(set_user_status dismiss_notification);
};

subtest 'set_user_status' => sub {
    my $data = gives(tool(set_user_status => { status => 'dnd' }), 'the status');
    is($data->{status},  'dnd',  'is set');
    is($data->{user_id}, $alice, 'of alice');
    $data = gives(
        tool(set_user_status => {
            message => "Räume #1 auf \x{1F9F9}", icon => "\x{1F9F9}", clear_after => 60
        }),
        'a message'
    );
    is($data->{message}, "Räume #1 auf \x{1F9F9}", 'is set');
    is($data->{status}, 'dnd', 'the status stays');
    like($data->{clear_at}, qr/^\d{4}-\d\d-\d\dT[\d:]+Z$/, 'and goes again');
    $data = gives(tool(set_user_status => { message => 'nur Text' }), 'another message');
    is($data->{icon}, "\x{1F9F9}", 'keeps the icon');
    $data = gives(tool(set_user_status => { icon => "\x{1F3A7}", status => 'away' }), 'icon and status');
    is($data->{message}, 'nur Text', 'keep the message');
    is($data->{status}, 'away', 'the new status');
    $data = gives(tool(set_user_status => { message => '', icon => '' }), 'no message');
    ok(!exists $data->{message} && !exists $data->{icon}, 'it is gone');
    is($data->{status}, 'away', 'the status stays');
    faults(tool(set_user_status => {}), qr/nothing to change/, 'nothing');
    faults(tool(set_user_status => { clear_after => 5 }), qr/goes with a message/, 'no message to clear');
    faults(tool(set_user_status => { status => 'asleep' }), qr/status/, 'no status');
    faults(tool(set_user_status => { message => 'x' x 81 }), qr/message/, 'too long a message');
    faults(tool(set_user_status => { icon => 'abc' }), qr/Icon/i, 'no emoji');
};

subtest 'get_user_status' => sub {
    is(gives(tool(get_user_status => {}), 'my own')->{status}, 'away', 'is as set');
    my $data = gives(tool(get_user_status => { user_id => $alice }, user => 'bob'), 'of alice, for bob');
    is($data->{user_id}, $alice, 'hers');
    is($data->{status}, 'away', 'the same');
    faults(tool(get_user_status => { user_id => 'nobody ä#' . time }), qr/no user of this id/, 'of nobody');
    faults(tool(get_user_status => { user_id => 1 }), qr/user_id/, 'no text');
};

sub notifications {
    my ($name) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    return @{ gives(tool(list_notifications => {}), $name)->{notifications} };
}

subtest 'notifications' => sub {
    my $title = unique("Räum #1 \x{1F514}");
    SKIP: {
        need_tool('list_talk_conversations', 12);
        $token = api('POST', $ROOM, { roomType => 2, roomName => $title }, user => 'bob')->{token};
        api('POST', "$ROOM/$token/participants", { newParticipant => $alice, source => 'users' },
            user => 'bob');
        gives(tool(send_message_to_conversation =>
                    { conversation_name => $token, message => "Hallo \@$alice" }, user => 'bob'),
            'bob mentions alice');
        my ($one) = grep { $_->{subject} =~ /mention/ && $_->{subject} =~ /\Q$title\E/ }
            notifications('list_notifications');
        ok($one, 'she is told');
        is($one->{app}, 'spreed', 'by Talk');
        like($one->{datetime}, qr/^\d{4}-\d\d-\d\dT/, 'when');
        ok(length $one->{link}, 'where');
        ok(!exists $one->{subjectRich} && !exists $one->{icon}, 'no more than needed');
        my $id = $one->{notification_id};
        faults(tool(dismiss_notification => { notification_id => $id }, user => 'bob'),
            qr/no notification/, 'dismiss_notification: not for bob');
        is(gives(tool(dismiss_notification => { notification_id => $id }), 'but for alice')
                ->{subject}, $one->{subject}, 'that one');
        ok(!(grep { $_->{notification_id} == $id } notifications('the list')), 'it is gone');
        faults(tool(dismiss_notification => { notification_id => $id }), qr/gone already/, 'again');
    }
    faults(tool(dismiss_notification => { notification_id => 0 }), qr/notification_id/, 'no id');
    faults(tool(list_notifications => { app => 'deck' }), qr/app/, 'takes no arguments');
};

done_testing();
