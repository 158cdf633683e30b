# SPDX-License-Identifier: Apache-2.0
# The tools of conf/tools.d/deck.json.

use strict;
use warnings;
use utf8;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;

use MCP::Test;

my $BOARDS = '/index.php/apps/deck/api/v1.0/boards';
my $bob    = uid('bob');
my $title  = unique(odd_name());
my @boards;

END {
    local $?;
    api('DELETE', "$BOARDS/$_->{id}") for @boards;
}

need_app('Deck', 'list_boards');

sub board {
    my ($name) = @_;
    my $board = api('POST', $BOARDS, { title => $name, color => 'ff0000' });
    push @boards, $board;
    return $board;
}

sub stack {
    my ($board, $name, $order) = @_;
    return api('POST', "$BOARDS/$board->{id}/stacks", { title => $name, order => $order });
}

my $board = board($title);
my $other = board(unique('Anderes'));
my $todo  = stack($board, 'To do ä', 1);
my $done  = stack($board, "Fertig #1 \x{1F389}", 2);
my $else  = stack($other, 'Woanders', 1);
BAIL_OUT('no board') unless $else->{id};
api('POST', "$BOARDS/$board->{id}/acl", { type => 0, participant => $bob,
    permissionEdit => \1, permissionShare => \0, permissionManage => \0 });

my @todo = (board_id => $board->{id}, stack_id => $todo->{id});

subtest 'definitions' => sub {
    ok(has_tool($_) && has_tool($_)->{annotations}{readOnlyHint}, "$_ only reads")
        for qw(list_boards list_board_cards get_card list_card_comments);
    ok(has_tool($_) && ($_ eq 'delete_card') == 0 + !has_tool($_)->{annotations}{idempotentHint}, $_)
        for qw(delete_card update_card move_card add_card_label assign_card_to_user);
};

subtest 'list_boards' => sub {
    my $list = gives(tool(list_boards => {}), 'mine')->{boards};
    my ($one) = grep { $_->{id} == $board->{id} } @$list;
    is($one->{title}, $title, 'the new one');
    is($one->{owner}, uid('alice'), 'its owner');
    ok($one->{can_edit}, 'can be edited');
    is_deeply([ map { $_->{title} } @{ $one->{stacks} } ],
        [ 'To do ä', "Fertig #1 \x{1F389}" ], 'its lists');
    ok(scalar @{ $one->{labels} }, 'its labels');
    is_deeply([ sort map { $_->{uid} } @{ $one->{users} } ], [ sort(+uid('alice'), $bob) ], 'its users');
    ok(!exists $one->{settings} && !exists $one->{ETag}, 'nothing else');
    my $gone = board('Weg');
    api('DELETE', "$BOARDS/$gone->{id}");
    $list = gives(tool(list_boards => {}), 'again')->{boards};
    ok(!(grep { $_->{id} == $gone->{id} } @$list), 'no deleted one');
    ok((grep { $_->{id} == $board->{id} } @{ tool(list_boards => {}, user => 'bob')->data->{boards} }),
        'bob has it too');
    faults(tool(list_boards => { all => \1 }), qr/all/, 'takes no arguments');
};

my $card;

subtest 'add_card' => sub {
    $card = gives(
        tool(add_card => {
            board_id => $title, stack_id => 'to do Ä', title => "Brot #1 ü \x{1F35E}",
            description => "**zwei** Laibe\n", due_date => '2099-12-31'
        }),
        'by names'
    );
    ok($card->{id}, 'has an id');
    is($card->{title}, "Brot #1 ü \x{1F35E}", 'its title');
    is($card->{stack_id}, $todo->{id}, 'its list');
    is($card->{stack_title}, 'To do ä', 'and its title');
    like($card->{due_date}, qr/^2099-12-31T/, 'its date');
    like($card->{description}, qr/^\*\*zwei\*\* Laibe/, 'its text');
    gives(tool(add_card => { @todo, title => 'Milch' }), 'with a title only, by ids');
    gives(tool(add_card => { @todo, title => 'Eier' }, user => 'bob'), 'by bob');
    faults(tool(add_card => { @todo, title => '' }), qr/title/, 'without a title');
    faults(tool(add_card => { @todo, title => 'x', due_date => 'morgen' }), qr/due_date/, 'no date');
    faults(tool(add_card => { board_id => 99_999_999, stack_id => $todo->{id}, title => 'x' }),
        qr/no board.*list_boards/s, 'a missing board');
    faults(tool(add_card => { board_id => $other->{id}, stack_id => $todo->{id}, title => 'x' }),
        qr/no list of this board.*Woanders/s, 'a list of another board');
    faults(tool(add_card => { board_id => $board->{id}, stack_id => 'Nope', title => 'x' }),
        qr/no list of this board.*"To do ä"/s, 'a missing list');
    faults(tool(add_card => { @todo, title => 'x' }, user => 'carol'), qr/no board/, 'a board of others')
        if defined uid('carol');
};
my @card = (@todo, card_id => $card->{id});

subtest 'two of one name' => sub {
    my $twin = unique('Zwilling');
    my @both = map { board($twin)->{id} } 1 .. 2;
    my $result = tool(list_board_cards => { board_id => $twin });
    faults($result, qr/More than one board/, 'is ambiguous');
    like($result->text, qr/id $_\b/, "names $_") for @both;
    gives(tool(list_board_cards => { board_id => $both[0] }), 'by id');
};

subtest 'list_board_cards' => sub {
    my $cards = gives(tool(list_board_cards => { board_id => $title }), 'by title')->{cards};
    is_deeply([ sort map { $_->{title} } @$cards ],
        [ sort "Brot #1 ü \x{1F35E}", 'Milch', 'Eier' ], 'all of them');
    my ($one) = grep { $_->{id} == $card->{id} } @$cards;
    is($one->{stack_title}, 'To do ä', 'with the list');
    is($one->{comments_count}, 0, 'no comments');
    is_deeply($one->{assignees}, [], 'nobody');
    ok(!$one->{archived}, 'not archived');
    $cards = gives(tool(list_board_cards =>
                { board_id => $board->{id}, stack_id => $done->{id} }), 'one list')->{cards};
    is_deeply($cards, [], 'which is empty');
    faults(tool(list_board_cards => { board_id => $board->{id}, stack_id => $else->{id} }),
        qr/no list of this board/, 'a list of another board');
    faults(tool(list_board_cards => { board_id => 99_999_999 }), qr/no board/, 'a missing board');
    faults(tool(list_board_cards => { board_id => \1 }), qr/board_id/, 'no id');
};

subtest 'get_card' => sub {
    my $long = 'ä' x 1000;
    my $data = gives(tool(update_card => { @card, description => $long }), 'a long text');
    is(length $data->{description}, 1000, 'is there');
    my ($listed) = grep { $_->{id} == $card->{id} }
        @{ gives(tool(list_board_cards => { board_id => $title }), 'listed')->{cards} };
    ok($listed->{description_cut}, 'is cut in a list');
    cmp_ok(length $listed->{description}, '<', 500, 'indeed');
    is(gives(tool(get_card => { card_id => $card->{id} }), 'get_card')->{description}, $long, 'has it whole');
    is(tool(get_card => { card_id => $card->{id} })->data->{stack_id}, $todo->{id}, 'and its list');
    faults(tool(get_card => { card_id => 99_999_999 }), qr/no card/, 'a missing card');
    faults(tool(get_card => { card_id => $card->{id} }, user => 'carol'), qr/no card/, 'not for carol')
        if defined uid('carol');
    faults(tool(get_card => {}), qr/card_id/, 'no card');
};

subtest 'add_card_label' => sub {
    my $label = $board->{labels}[0];
    my $data = gives(tool(add_card_label => { @card, label_id => $label->{title} }), 'by title');
    is_deeply([ map { $_->{id} } @{ $data->{labels} } ], [ $label->{id} ], 'it is there');
    $data = gives(tool(add_card_label => { @card, label_id => $label->{id} }), 'again, by id');
    is(@{ $data->{labels} }, 1, 'once only');
    faults(tool(add_card_label => { @card, label_id => $other->{labels}[0]{id} }),
        qr/no label of this board.*"\Q$label->{title}\E"/s, 'of another board');
    faults(tool(add_card_label => { @card, label_id => 'Nope' }), qr/no label/, 'a missing one');
    faults(tool(add_card_label => {@card}), qr/label_id/, 'none');
    faults(tool(add_card_label => { @todo, card_id => 99_999_999, label_id => $label->{id} }),
        qr/no card/, 'a missing card');
};

subtest 'assign_card_to_user' => sub {
    my ($name) = map { $_->{displayname} } grep { $_->{uid} eq $bob }
        map { @{ $_->{users} } } @{ tool(list_boards => {})->data->{boards} };
    my $data = gives(tool(assign_card_to_user => { @card, user_id => $name }), 'by name');
    is_deeply([ map { $_->{uid} } @{ $data->{assignees} } ], [$bob], 'it is his');
    $data = gives(tool(assign_card_to_user => { @card, user_id => $bob }), 'again, by id');
    is(@{ $data->{assignees} }, 1, 'once only');
    faults(tool(assign_card_to_user => { @card, user_id => uid('carol') || 'nobody' }),
        qr/no user of this board.*\Q$bob\E/s, 'a stranger');
    faults(tool(assign_card_to_user => { @todo, card_id => 99_999_999, user_id => $bob }),
        qr/no card/, 'a missing card');
    faults(tool(assign_card_to_user => { @card, user_id => 1 }), qr/user_id/, 'no text');
};

subtest 'update_card' => sub {
    my $data = gives(tool(update_card => { @card, title => "Brötchen \x{1F950}" }), 'the title');
    is($data->{title}, "Brötchen \x{1F950}", 'is new');
    is($data->{description}, 'ä' x 1000, 'the text stays');
    like($data->{due_date}, qr/^2099-12-31T/, 'the date stays');
    is(@{ $data->{labels} }, 1, 'the label stays');
    is(@{ $data->{assignees} }, 1, 'bob stays');
    $data = gives(tool(update_card => { @card, done => \1, remove_due_date => \1 }), 'done');
    like($data->{done}, qr/^\d{4}-\d\d-\d\dT/, 'since now');
    ok(!exists $data->{due_date}, 'no date');
    $data = gives(tool(update_card => { @card, done => \0, description => '' }), 'not done');
    ok(!exists $data->{done}, 'not done');
    is($data->{description}, '', 'no text');
    gives(tool(update_card => { @card, archived => \1 }), 'archived');
    my $list = gives(tool(list_board_cards => { board_id => $title }), 'the cards')->{cards};
    ok(!(grep { $_->{id} == $card->{id} } @$list), 'do not have it');
    $list = gives(tool(list_board_cards => { board_id => $title, archived => \1 }), 'the archived')
        ->{cards};
    is_deeply([ map { $_->{id} } @$list ], [ $card->{id} ], 'do');
    $data = gives(tool(update_card => { @card, archived => \0 }), 'back again');
    ok(!$data->{archived}, 'it is back');
    is($data->{title}, "Brötchen \x{1F950}", 'as it was');
    faults(tool(update_card => {@card}), qr/nothing to change/, 'nothing');
    faults(tool(update_card => { @card, title => 'x' x 256 }), qr/title/, 'too long a title');
    faults(tool(update_card => { @todo, card_id => 99_999_999, title => 'x' }),
        qr/no card/, 'a missing card');
    faults(tool(update_card => { @card, stack_id => $done->{id}, title => 'x' }),
        qr/not in the list.*"To do ä"/s, 'another list');
    faults(tool(update_card => {
        board_id => $other->{id}, stack_id => $else->{id}, card_id => $card->{id}, title => 'x'
    }), qr/another board/, 'another board');
};

subtest 'move_card' => sub {
    my $data = gives(tool(move_card => { @card, target_stack_id => $done->{title} }), 'by title');
    is($data->{stack_id}, $done->{id}, 'it is there');
    is($data->{stack_title}, $done->{title}, 'in that list');
    faults(tool(move_card => { @card, target_stack_id => $done->{id} }),
        qr/not in the list/, 'it is not where it was');
    faults(tool(move_card => { @card, stack_id => $done->{id}, target_stack_id => $else->{id} }),
        qr/no list of this board/, 'to another board');
    $data = gives(tool(move_card => {
        @card, stack_id => $done->{id}, target_stack_id => $todo->{id}, position => 0
    }), 'back, to the top');
    my $list = gives(tool(list_board_cards => { @todo }), 'the list')->{cards};
    is($list->[0]{id}, $card->{id}, 'is its first');
    is(@$list, 3, 'of three');
};

subtest 'comments' => sub {
    my @on = (card_id => $card->{id});
    my $data = gives(tool(add_card_comment => { @on, message => "Für \@$bob #1 \x{1F44B}" }),
        'add_card_comment');
    my $first = $data->{id};
    is($data->{message}, "Für \@$bob #1 \x{1F44B}", 'the text');
    is($data->{actorId}, uid('alice'), 'the author');
    $data = gives(tool(add_card_comment => { @on, message => 're', parent_id => $first },
        user => 'bob'), 'a reply');
    my $reply = $data->{id};
    is($data->{replyTo}{id}, $first, 'to that');
    faults(tool(add_card_comment => { @on, message => 'x', parent_id => 99_999_999 }),
        qr/parent/, 'to nothing');
    faults(tool(add_card_comment => { @on, message => '' }), qr/message/, 'no text');
    faults(tool(add_card_comment => { @on, message => 'x' x 1001 }), qr/message/, 'too long a text');
    faults(tool(add_card_comment => { card_id => 99_999_999, message => 'x' }),
        qr/does not exist/, 'a missing card');

    $data = gives(tool(list_card_comments => {@on}), 'list_card_comments');
    is_deeply([ map { $_->{id} } @{ $data->{comments} } ], [ $reply, $first ], 'newest first');
    $data = gives(tool(list_card_comments => { @on, limit => 1, offset => 1 }), 'the second');
    is_deeply([ map { $_->{id} } @{ $data->{comments} } ], [$first], 'alone');
    faults(tool(list_card_comments => { card_id => 99_999_999 }), qr/does not exist/, 'a missing card');
    faults(tool(list_card_comments => { @on, limit => 0 }), qr/limit/, 'no limit');

    my @mine = (@on, comment_id => $first);
    is(gives(tool(update_card_comment => { @mine, message => 'neu ß' }), 'update_card_comment')
            ->{message}, 'neu ß', 'the new text');
    faults(tool(update_card_comment => { @mine, message => 'x' }, user => 'bob'),
        qr/Only authors/, "another's");
    faults(tool(update_card_comment => { @on, comment_id => 99_999_999, message => 'x' }),
        qr/No comment/, 'a missing one');
    faults(tool(update_card_comment => {@mine}), qr/message/, 'no text');

    faults(tool(delete_card_comment => { @on, comment_id => $reply }), qr/Only authors/, "another's");
    gives(tool(delete_card_comment => {@mine}), 'delete_card_comment');
    faults(tool(delete_card_comment => {@mine}), qr/No comment/, 'again');
    faults(tool(delete_card_comment => {@on}), qr/comment_id/, 'which?');
};

subtest 'MCPNotice' => sub {
    my $notice = "\n\nWritten with an assistant.";
    my $made = gives(noticed()->tool(add_card => { @todo, title => 't', description => 'a' }),
        'a card');
    is($made->{description}, "a$notice", 'has it in its text');
    my $data = gives(noticed()->tool(update_card =>
                { @todo, card_id => $made->{id}, description => "b$notice" }), 'a change');
    is($data->{description}, "b$notice", 'once');
    $data = gives(noticed()->tool(update_card => { @todo, card_id => $made->{id}, title => 'u' }),
        'of the title');
    is($data->{description}, "b$notice", 'touches no text');
    my @on = (card_id => $made->{id});
    $data = gives(noticed()->tool(add_card_comment => { @on, message => 'c' }), 'a comment');
    is($data->{message}, "c$notice", 'has it');
    $data = gives(noticed()->tool(update_card_comment =>
                { @on, comment_id => $data->{id}, message => 'd' }), 'a new text');
    is($data->{message}, "d$notice", 'too');
    gives(tool(delete_card => { @todo, @on }), 'away with it');
};

subtest 'delete_card' => sub {
    faults(tool(delete_card => {
        board_id => $other->{id}, stack_id => $else->{id}, card_id => $card->{id}
    }), qr/another board/, 'another board');
    my $data = gives(tool(delete_card => {@card}), 'a card');
    ok($data->{deleted}, 'is deleted');
    is($data->{id}, $card->{id}, 'that one');
    faults(tool(delete_card => {@card}), qr/no card/, 'again');
    faults(tool(delete_card => {@todo}), qr/card_id/, 'which?');
    my $list = gives(tool(list_board_cards => { board_id => $title }), 'the cards')->{cards};
    ok(!(grep { $_->{id} == $card->{id} } @$list), 'do not have it');
};

done_testing();
