# SPDX-License-Identifier: Apache-2.0
# The tools of conf/tools.d/talk.json.

use strict;
use warnings;
use utf8;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;

use MCP::Test;

my $ROOM = '/ocs/v2.php/apps/spreed/api/v4/room';
my $name = unique(odd_name());
my $file = '/' . unique('mcp talk') . ' ä#1.txt';
my $bob  = uid('bob');
my (@tokens, $token);

END {
    local $?;
    api('DELETE', "$ROOM/$_") for @tokens;
    dav('DELETE', $file) if @tokens;
}

need_app('Talk', 'list_talk_conversations');

my @in = (conversation_name => $name);

sub room {
    my ($type, $title) = @_;
    my $room = api('POST', $ROOM, { roomType => $type, roomName => $title });
    push @tokens, $room->{token};
    return $room->{token};
}

subtest 'definitions' => sub {
    my @read = qw(list_talk_conversations list_messages_in_conversation list_reactions get_poll
        list_shared_items list_shared_items_overview);
    ok(has_tool($_) && has_tool($_)->{annotations}{readOnlyHint}, "$_ only reads") for @read;
    ok(has_tool($_) && has_tool($_)->{annotations}{destructiveHint}, "$_ takes away")
        for qw(remove_reaction vote_on_poll close_poll edit_talk_message delete_talk_message);
};

subtest 'create_public_conversation' => sub {
    my $data = gives(tool(create_public_conversation => {@in}), 'with an odd name');
    push @tokens, $token = $data->{token};
    is($data->{conversation}, $name, 'its name');
    like($data->{link}, qr{^https?://.*/call/\Q$token\E$}, 'its link');
    faults(tool(create_public_conversation => { conversation_name => '' }),
        qr/conversation_name/, 'without a name');
    faults(tool(create_public_conversation => { conversation_name => 'x' x 256 }),
        qr/conversation_name/, 'too long a name');
};
BAIL_OUT('no conversation') unless $token;
api('POST', "$ROOM/$token/participants", { newParticipant => $bob, source => 'users' });

subtest 'list_talk_conversations' => sub {
    my $list = gives(tool(list_talk_conversations => {}), 'mine')->{conversations};
    my ($one) = grep { $_->{token} eq $token } @$list;
    is($one->{name}, $name, 'the new one');
    is($one->{type}, 'public', 'its type in words');
    is($one->{unread_messages}, 0, 'nothing unread');
    like($one->{last_activity}, qr/^\d{4}-\d\d-\d\dT[\d:]+Z$/, 'a time');
    my @times = map { $_->{last_activity} || '' } @$list;
    is_deeply(\@times, [ reverse sort @times ], 'the latest first');
    faults(tool(list_talk_conversations => { all => \1 }), qr/all/, 'takes no arguments');
};

my $first;

subtest 'send_message_to_conversation' => sub {
    my $text = "Hallo \@$bob \x{1F600}\n**ü** {nothing} {";
    my $data = gives(tool(send_message_to_conversation => { @in, message => $text }), 'by name');
    is($data->{token}, $token, 'to this conversation');
    $first = $data->{message}{id};
    like($data->{message}{message}, qr/^Hallo \@(?!$bob\b.*\{mention)\S.*\x{1F600}\n\*\*ü\*\* \{nothing\} \{$/s,
        'the mention can be read');
    gives(tool(send_message_to_conversation =>
                { conversation_name => $token, message => 'by token' }), 'by token');
    gives(tool(send_message_to_conversation =>
                { conversation_name => uc $name, message => 'in capitals' }), 'by NAME');
    faults(tool(send_message_to_conversation => { @in, message => '' }), qr/message/, 'no text');
    faults(tool(send_message_to_conversation => { @in, message => "  \n" }), qr/blank/, 'blanks');
    faults(tool(send_message_to_conversation =>
                { conversation_name => unique('none'), message => 'x' }),
        qr/no conversation.*list_talk_conversations/s, 'an unknown conversation');
    faults(tool(send_message_to_conversation => { @in, message => 'x' }, user => 'carol'),
        qr/no conversation/, 'one of others')
        if defined uid('carol');
};

subtest 'two of one name' => sub {
    my $twin = unique('Zwilling');
    my @both = map { room(2, $twin) } 1 .. 2;
    my $result = tool(send_message_to_conversation =>
            { conversation_name => $twin, message => 'to whom?' });
    faults($result, qr/More than one conversation/, 'is ambiguous');
    like($result->text, qr/\Q$_\E/, "names $_") for @both;
    is(gives(tool(send_message_to_conversation =>
                    { conversation_name => $both[1], message => 'to you' }), 'by token')->{token},
        $both[1], 'is not');
};

my $reply;

SKIP: {
    skip('SKIP live: one-to-one conversations stay for ever', 1) if is_live();
    subtest 'one-to-one' => sub {
        my $room = api('POST', $ROOM, { roomType => 1, invite => $bob });
        push @tokens, $room->{token};
        for my $who ($bob, $room->{displayName}) {
            is(gives(tool(send_message_to_conversation =>
                            { conversation_name => $who, message => 'Hi' }), "as $who")->{token},
                $room->{token}, 'with bob');
        }
        faults(tool(create_poll =>
                    { conversation_name => $bob, question => 'q', options => [ 'a', 'b' ] }),
            qr/one-to-one/, 'has no polls');
    };
}

subtest 'reply_to_message' => sub {
    my $data = gives(
        tool(reply_to_message =>
                { @in, message_id => $first, message => 're: ö', silent => \1 }, user => 'bob'),
        'by bob'
    );
    $reply = $data->{message}{id};
    is($data->{message}{reply_to}{id}, $first, 'to that message');
    like($data->{message}{reply_to}{message}, qr/^Hallo/, 'which it quotes');
    faults(tool(reply_to_message => { @in, message_id => 99_999_999, message => 'x' }),
        qr/no message/, 'a missing message');
    faults(tool(reply_to_message => { @in, message_id => 0, message => 'x' }),
        qr/message_id/, 'no id');
    faults(tool(reply_to_message => { @in, message => 'x' }), qr/message_id/, 'none at all');
};

subtest 'list_messages_in_conversation' => sub {
    my $data = gives(tool(list_messages_in_conversation => {@in}), 'all');
    my %by_id = map { $_->{id} => $_ } @{ $data->{messages} };
    my @ids = map { $_->{id} } @{ $data->{messages} };
    is_deeply(\@ids, [ sort { $b <=> $a } @ids ], 'newest first');
    is($by_id{$reply}{actor_id}, $bob, 'who');
    is($by_id{$reply}{message}, 're: ö', 'what');
    like($by_id{$reply}{timestamp}, qr/^\d{4}-.*Z$/, 'when');
    ok($by_id{$reply}{is_replyable}, 'can be replied to');
    unlike($by_id{$first}{message}, qr/mention-/, 'no placeholders');
    my ($system) = grep { ($_->{system} || '') eq 'user_added' } @{ $data->{messages} };
    unlike($system->{message}, qr/\{/, 'nor in what Talk says');
    ok(!$data->{next_before_message_id}, 'that was all');

    $data = gives(tool(list_messages_in_conversation => { @in, n_messages => 2 }), 'two');
    is(@{ $data->{messages} }, 2, 'two');
    my $before = $data->{next_before_message_id};
    is($before, $data->{messages}[1]{id}, 'and where to go on');
    $data = gives(tool(list_messages_in_conversation =>
                { @in, n_messages => 1, before_message_id => $before }), 'the next');
    cmp_ok($data->{messages}[0]{id}, '<', $before, 'older');
    my ($unread) = grep { $_->{token} eq $token }
        @{ gives(tool(list_talk_conversations => {}), 'conversations')->{conversations} };
    is($unread->{unread_messages}, 1, "reading them here leaves bob's reply unread");

    faults(tool(list_messages_in_conversation => { @in, n_messages => 201 }),
        qr/n_messages/, 'too many');
    faults(tool(list_messages_in_conversation => { conversation_name => 'no-' . time }),
        qr/no conversation/, 'an unknown conversation');
};

subtest 'mark_conversation_read' => sub {
    is(gives(tool(mark_conversation_read => {@in}), 'this one')->{was_unread}, 1, 'one was unread');
    is(gives(tool(mark_conversation_read => {@in}), 'again')->{was_unread}, 0, 'none is');
    faults(tool(mark_conversation_read => { conversation_name => '' }),
        qr/no conversation/, 'an empty name');
};

subtest 'edit_talk_message, delete_talk_message' => sub {
    my $id = gives(tool(send_message_to_conversation => { @in, message => 'typo' }), 'a message')
        ->{message}{id};
    my $data = gives(tool(edit_talk_message => { @in, message_id => $id, message => 'right ß' }),
        'edit');
    is($data->{message}{id}, $id, 'the message');
    is($data->{message}{message}, 'right ß', 'its new text');
    faults(tool(edit_talk_message => { @in, message_id => $id, message => 'x' }, user => 'bob'),
        qr/may not/, "another's");
    faults(tool(edit_talk_message => { @in, message_id => 99_999_999, message => 'x' }),
        qr/no message/, 'a missing one');
    $data = gives(tool(delete_talk_message => { @in, message_id => $id }), 'delete');
    is($data->{message}{id}, $id, 'the message');
    faults(tool(delete_talk_message => { @in, message_id => 99_999_999 }),
        qr/no message/, 'a missing one');
    faults(tool(delete_talk_message => { @in, message_id => 0 }), qr/message_id/, 'no id');
    my ($gone) = grep { $_->{id} == $id }
        @{ gives(tool(list_messages_in_conversation => {@in}), 'messages')->{messages} };
    unlike($gone->{message}, qr/right/, 'the text is gone');
};

subtest 'reactions' => sub {
    my @to = (@in, message_id => $first);
    my $thumb = "\x{1F44D}";
    my $data = gives(tool(add_reaction => { @to, reaction => $thumb }), 'add');
    is_deeply([ map { $_->{reaction} } @{ $data->{reactions} } ], [$thumb], 'it is there');
    gives(tool(add_reaction => { @to, reaction => $thumb }), 'again');
    gives(tool(add_reaction => { @to, reaction => $thumb }, user => 'bob'), 'by bob');
    gives(tool(add_reaction => { @to, reaction => "\x{2764}\x{FE0F}" }), 'a heart');
    my ($thumbs) = grep { $_->{reaction} eq $thumb }
        @{ gives(tool(list_reactions => {@to}), 'list')->{reactions} };
    is(@{ $thumbs->{by} }, 2, 'two thumbs');
    $data = gives(tool(list_reactions => { @to, reaction => $thumb }), 'one kind');
    is(@{ $data->{reactions} }, 1, 'only that');
    my ($message) = grep { $_->{id} == $first }
        @{ gives(tool(list_messages_in_conversation => {@in}), 'messages')->{messages} };
    is($message->{reactions}{$thumb}, 2, 'the message has them');
    $data = gives(tool(list_messages_in_conversation => { @in, n_messages => 4 }), 'four messages');
    is(@{ $data->{messages} }, 4, 'are four, and not who reacted');
    ok(!(grep { $_->{message} eq $thumb } @{ $data->{messages} }), 'none of those');
    faults(tool(add_reaction => { @to, reaction => 'xx' }), qr/one emoji/, 'no emoji');
    faults(tool(add_reaction => { @in, message_id => 99_999_999, reaction => $thumb }),
        qr/no message/, 'a missing message');
    faults(tool(list_reactions => { @in, message_id => 99_999_999 }),
        qr/no message/, 'a missing message, to list');
    $data = gives(tool(remove_reaction => { @to, reaction => $thumb }), 'remove');
    ($thumbs) = grep { $_->{reaction} eq $thumb } @{ $data->{reactions} };
    is(@{ $thumbs->{by} }, 1, "bob's stays");
    faults(tool(remove_reaction => { @to, reaction => $thumb }), qr/not reacted/, 'again');
    faults(tool(remove_reaction => {@to}), qr/reaction/, 'which one?');
};

subtest 'polls' => sub {
    my $question = "Wohin? #1 \x{1F355}";
    my $poll = gives(
        tool(create_poll => {
            @in, question => $question, options => [ 'Süden', 'Norden', 'c' ], max_votes => 1
        }),
        'create_poll'
    );
    my @poll = (@in, poll_id => $poll->{poll_id});
    is($poll->{question}, $question, 'the question');
    is_deeply([ map { $_->{id} } @{ $poll->{options} } ], [ 0, 1, 2 ], 'options have ids');
    is($poll->{options}[0]{text}, 'Süden', 'and texts');
    is($poll->{status}, 'open', 'it is open');
    is($poll->{results}, 'public', 'the default');
    faults(tool(create_poll => { @in, question => 'q', options => ['a'] }), qr/options/, 'one option');
    faults(tool(create_poll => { @in, question => ' ', options => [ 'a', 'b' ] }),
        qr/blank/, 'no question');
    faults(tool(create_poll => { @in, question => 'q', options => [ 'a', ' ' ] }),
        qr/blank/, 'an empty option');
    faults(tool(create_poll => { @in, question => 'q', options => [ 'a', 'b' ], result_mode => 2 }),
        qr/result_mode/, 'another mode');

    my $data = gives(tool(vote_on_poll => { @poll, option_ids => [2] }), 'vote_on_poll');
    is_deeply($data->{my_votes}, [2], 'that');
    is($data->{options}[2]{votes}, 1, 'counts');
    gives(tool(vote_on_poll => { @poll, option_ids => [1] }, user => 'bob'), 'by bob');
    $data = gives(tool(vote_on_poll => { @poll, option_ids => [0] }), 'another');
    is_deeply($data->{my_votes}, [0], 'replaces it');
    faults(tool(vote_on_poll => { @poll, option_ids => [ 0, 1 ] }), qr/max_votes/, 'too many');
    faults(tool(vote_on_poll => { @poll, option_ids => [7] }), qr/option is not there/, 'no option');
    faults(tool(vote_on_poll => { @in, poll_id => 9_999_999, option_ids => [0] }),
        qr/no poll/, 'no such poll');

    $data = gives(tool(get_poll => {@poll}), 'get_poll');
    is($data->{voters}, 2, 'two voters');
    is_deeply($data->{my_votes}, [0], 'my vote');
    faults(tool(get_poll => { @in, poll_id => 9_999_999 }), qr/no poll/, 'no such poll');
    faults(tool(get_poll => { @in, poll_id => 'x' }), qr/poll_id/, 'no number');

    faults(tool(close_poll => {@poll}, user => 'bob'), qr/author/, "close_poll: another's");
    $data = gives(tool(close_poll => {@poll}), 'close_poll');
    is($data->{status}, 'closed', 'it is closed');
    is_deeply([ map { $_->{votes} } @{ $data->{options} } ], [ 1, 1, 0 ], 'the result');
    faults(tool(close_poll => {@poll}), qr/closed already/, 'again');
    faults(tool(close_poll => { @in, poll_id => 9_999_999 }), qr/no poll/, 'no such poll');
    faults(tool(vote_on_poll => { @poll, option_ids => [0] }), qr/closed/, 'no vote any more');

    my $hidden = gives(
        tool(create_poll => { @in, question => 'q', options => [ 'a', 'b' ], result_mode => 1 }),
        'a hidden one');
    $data = gives(tool(vote_on_poll =>
                { @in, poll_id => $hidden->{poll_id}, option_ids => [0] }), 'a vote');
    ok(!exists $data->{options}[0]{votes}, 'no count before the end');
};

subtest 'shared things' => sub {
    dav('PUT', $file, content => 'shared');
    my $result = tool(share_file_to_conversation =>
            { @in, file_path => $file, caption => "Bitte: \x{1F4C4} ä" });
    SKIP: {
        skip('SKIP ' . (is_live() ? 'live' : 'stand-in') . ': ' . $result->text, 8)
            if $result->is_error && $result->text =~ /20 new ones/;
        my $data = gives($result, 'share_file_to_conversation');
        is($data->{share_type}, 'conversation', 'with a conversation');
        is($data->{share_with}, $token, 'this one');
        faults(tool(share_file_to_conversation => { @in, file_path => $file }),
            qr/has the file already/, 'again');
        $data = gives(tool(list_shared_items => { @in, object_type => 'file' }), 'list_shared_items');
        my ($item) = grep { $_->{message} =~ /^Bitte/ } @{ $data->{items} };
        is($item->{message}, "Bitte: \x{1F4C4} ä", 'the caption');
        is($item->{attachments}[0]{type}, 'file', 'a file');
        is('/' . $item->{attachments}[0]{name}, $file, 'its name');
        ok($item->{attachments}[0]{id}, 'its id');
        $data = gives(tool(list_shared_items_overview => {@in}), 'list_shared_items_overview');
        ok((grep { $_->{id} == $item->{id} } @{ $data->{items}{file} }), 'has the file');
        is($data->{items}{poll}[0]{attachments}[0]{type}, 'talk-poll', 'and a poll');
        ok(!$data->{items}{deckcard}, 'but nothing that is not there');
    }
    my $data = gives(tool(list_shared_items => { @in, object_type => 'poll', limit => 1 }), 'one poll');
    is(@{ $data->{items} }, 1, 'one');
    ok($data->{next_before_message_id}, 'there are more');
    $data = gives(tool(list_shared_items => {
        @in, object_type => 'poll', before_message_id => $data->{next_before_message_id}
    }), 'the others');
    like($data->{items}[0]{message}, qr/^Wohin\? #1/, 'the first poll');
    is_deeply(gives(tool(list_shared_items => { @in, object_type => 'location' }), 'places')->{items},
        [], 'none');
    faults(tool(list_shared_items => { @in, object_type => 'song' }), qr/object_type/, 'no kind');
    faults(tool(list_shared_items_overview => { @in, limit => 0 }), qr/limit/, 'no limit');
    faults(tool(share_file_to_conversation => { @in, file_path => "$file-nope" }, user => 'bob'),
        qr/does not exist/, 'a missing file');
    faults(tool(share_file_to_conversation => { @in, file_path => '../x' }), qr/\.\./, 'no ..');
};

my $other = room(2, unique('Notiz'));
subtest 'MCPNotice' => sub {
    my $notice = "\n\nWritten with an assistant.";
    my $sent = gives(noticed()->tool(send_message_to_conversation => { @in, message => 'a' }),
        'a message');
    is($sent->{message}{message}, "a$notice", 'has it');
    my @to = (@in, message_id => $sent->{message}{id});
    is(gives(noticed()->tool(reply_to_message => { @to, message => 'b' }), 'a reply')
            ->{message}{message}, "b$notice", 'too');
    is(gives(noticed()->tool(edit_talk_message => { @to, message => "c$notice" }), 'an edit')
            ->{message}{message}, "c$notice", 'once');
    gives(noticed()->tool(share_file_to_conversation => { conversation_name => $other, file_path => $file, caption => 'd' }),
        'a caption');
    is(gives(tool(list_messages_in_conversation => { conversation_name => $other, n_messages => 1 }), 'which')
            ->{messages}[0]{message}, "d$notice", 'has it as well');
};

done_testing();
