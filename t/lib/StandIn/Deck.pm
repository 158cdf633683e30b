# SPDX-License-Identifier: Apache-2.0
# Deck: boards, their lists (stacks), labels and who shares them. Cards are in
# DeckCard.pm. All of it is the one subject 'deck' of the state.
package StandIn::Deck;
use strict;
use warnings;
use Digest::MD5 ();
use StandIn::DeckCard ();
use StandIn::DeckComment ();
use StandIn::Fixture ();
use StandIn::Json ();
use StandIn::Ocs ();
use StandIn::Reply ();
use StandIn::Users ();

my $DELETED_ETAG = 'd41d8cd98f00b204e9800998ecf8427e';
my @LABELS = ([ 'Finished', '31CC7C' ], [ 'To review', '317CCC' ],
    [ 'Action needed', 'FF7A66' ], [ 'Later', 'F1DB50' ]);

my $BOARD = StandIn::Fixture::json('844-board-get');

my $B = '/api/v1\.[01]/boards';
my @ROUTES = (
    [ GET    => qr{^$B$},                     \&boards ],
    [ POST   => qr{^$B$},                     \&create ],
    [ GET    => qr{^$B/(\d+)$},               \&get ],
    [ DELETE => qr{^$B/(\d+)$},               \&remove ],
    [ POST   => qr{^$B/(\d+)/acl$},           \&share ],
    [ POST   => qr{^$B/(\d+)/labels$},        \&add_label ],
    [ GET    => qr{^$B/(\d+)/stacks$},        \&stacks ],
    [ GET    => qr{^$B/(\d+)/stacks/archived$}, \&archived_stacks ],
    [ POST   => qr{^$B/(\d+)/stacks$},        \&add_stack ],
);

# Its OCS part: comments.
sub routes { return StandIn::DeckComment::routes('/apps/deck/api/v1.0') }

# Below /index.php/apps/deck. Nothing for a path that it does not know.
sub handle {
    my ($ctx, $path) = @_;
    for my $route (@ROUTES, StandIn::DeckCard::routes("$B/(\\d+)/stacks/(\\d+)/cards")) {
        next if $route->[0] ne $ctx->{req}->method;
        my @captures = $path =~ $route->[1] or next;
        return answer($ctx, 401, { message => 'Current user is not logged in' })
            if !defined $ctx->{uid};
        return $route->[2]->($ctx, @captures);
    }
    return;
}

# ---- the subject -------------------------------------------------------------------

sub load {
    my ($state) = @_;
    return $state->load('deck')
        // { map { ($_ => {}) } qw(seq boards stacks labels cards comments) };
}

sub next_id {
    my ($deck, $kind) = @_;
    return ++$deck->{seq}{$kind};
}

# Runs the code with the write lock; it gets the subject and may die refuse().
sub change {
    my ($ctx, $code) = @_;
    return $ctx->{state}->update(sub {
        my $deck  = load($ctx->{state});
        my $reply = $code->($deck);
        $ctx->{state}->put(deck => $deck);
        return $reply;
    });
}

sub answer {
    my ($ctx, $status, $data, @headers) = @_;
    my $reply = StandIn::Reply::json($status, $data, StandIn::Ocs::user_header($ctx), @headers);
    $reply->{line} = 'Bad request' if $status == 400;
    return $reply;
}

sub refuse {
    my ($ctx, $status, $message) = @_;
    StandIn::Error::reply(answer($ctx, $status,
        StandIn::Json::ordered(status => $status, message => $message)));
}

# What is missing is forbidden, too.
sub denied { return refuse($_[0], 403, 'Permission denied') }

sub etag {
    my ($data) = @_;
    my $etag = Digest::MD5::md5_hex(StandIn::Json::encode($data));
    return [ ETag => qq{"$etag"} ];
}

# The board, if the caller may see it (or, with $edit, change it).
sub board {
    my ($ctx, $deck, $id, $edit) = @_;
    my $board = $deck->{boards}{ $id // 0 };
    denied($ctx) if !$board || $board->{deleted} || !_may($ctx, $board, $edit);
    return $board;
}

sub _may {
    my ($ctx, $board, $edit) = @_;
    return 1 if $board->{owner} eq $ctx->{uid};
    my ($acl) = grep { $_->{uid} eq $ctx->{uid} } @{ $board->{acl} };
    return $acl && (!$edit || $acl->{edit});
}

# ---- boards ------------------------------------------------------------------------

# Deleted ones are shown until they are cleared away.
sub boards {
    my ($ctx) = @_;
    my $deck  = load($ctx->{state});
    $deck = _with_welcome($ctx) if !$deck->{welcome}{ $ctx->{uid} };
    my $details = ($ctx->{req}->param('details') // '') eq 'true';
    my @mine = sort { $a->{id} <=> $b->{id} } grep { _may($ctx, $_) } values %{ $deck->{boards} };
    my @list = map { {
        %{ view($ctx, $deck, $_, $details) }, shared => 0,
        ($details ? () : (labels => [], users => [], stacks => [], settings => [])),
    } } @mine;
    return answer($ctx, 200, \@list, etag(\@list));
}

# Everybody begins with a board.
sub _with_welcome {
    my ($ctx) = @_;
    return $ctx->{state}->update(sub {
        my $deck = load($ctx->{state});
        return $deck if $deck->{welcome}{ $ctx->{uid} }++;
        my $board = _insert($deck, $ctx->{uid}, 'Welcome to Nextcloud Deck!', 'bf678b');
        _insert_stack($deck, $board, $_, 0) for 'To Do', 'Done';
        return $ctx->{state}->put(deck => $deck);
    });
}

sub _insert {
    my ($deck, $owner, $title, $color) = @_;
    my $id = next_id($deck, 'board');
    _insert_label($deck, $id, @$_) for @LABELS;
    return $deck->{boards}{$id} = {
        id => $id, title => $title, color => $color, owner => $owner,
        acl => [], deleted => 0, changed => time,
    };
}

sub create {
    my ($ctx) = @_;
    my $title = $ctx->{req}->param('title') // '';
    refuse($ctx, 400, 'title must be provided and must be not empty') if !length $title;
    return change($ctx, sub {
        my ($deck) = @_;
        my $board = _insert($deck, $ctx->{uid}, $title, $ctx->{req}->param('color') // '');
        my $view = view($ctx, $deck, $board, 1);
        $_->{lastModified} = undef for @{ $view->{labels} };
        return answer($ctx, 200, { %$view, users => [], settings => [] });
    });
}

sub get {
    my ($ctx, $id) = @_;
    my $deck = load($ctx->{state});
    my $view = view($ctx, $deck, board($ctx, $deck, $id), 1);
    return answer($ctx, 200, $view, etag($view));
}

sub remove {
    my ($ctx, $id) = @_;
    return change($ctx, sub {
        my ($deck) = @_;
        my $board = board($ctx, $deck, $id);
        denied($ctx) if $board->{owner} ne $ctx->{uid};
        $board->{deleted} = time;
        return answer($ctx, 200, view($ctx, $deck, $board, 1));
    });
}

sub person {
    my ($uid) = @_;
    return StandIn::Json::ordered(primaryKey => $uid, uid => $uid,
        displayname => StandIn::Users::display($uid), type => 0);
}

sub _acl {
    my ($board, $acl) = @_;
    return {
        id => $acl->{id}, participant => person($acl->{uid}), type => 0,
        boardId => $board->{id}, permissionEdit => StandIn::Json::bool($acl->{edit}),
        permissionShare => StandIn::Json::false(), permissionManage => StandIn::Json::false(),
        owner => StandIn::Json::false(),
    };
}

sub view {
    my ($ctx, $deck, $board) = @_;
    my $own  = $board->{owner} eq $ctx->{uid};
    my $edit = StandIn::Json::bool(_may($ctx, $board, 1));
    return {
        %$BOARD,
        id => $board->{id}, title => $board->{title}, color => $board->{color},
        owner => person($board->{owner}), deletedAt => $board->{deleted},
        lastModified => $board->{changed},
        acl => [ map { _acl($board, $_) } @{ $board->{acl} } ],
        users => [ map { person($_) } $board->{owner}, map { $_->{uid} } @{ $board->{acl} } ],
        labels => [ map { label_view($_) } _of_board($deck->{labels}, $board) ],
        stacks => [ map { _stack_view($_) } _of_board($deck->{stacks}, $board) ],
        permissions => {
            PERMISSION_READ => StandIn::Json::true(), PERMISSION_EDIT => $edit,
            PERMISSION_MANAGE => StandIn::Json::bool($own),
            PERMISSION_SHARE => StandIn::Json::bool($own),
        },
    };
}

sub _of_board {
    my ($things, $board) = @_;
    return sort { $a->{id} <=> $b->{id} }
        grep { $_->{board} == $board->{id} } values %$things;
}

sub share {
    my ($ctx, $id) = @_;
    my $req = $ctx->{req};
    my $uid = $req->param('participant') // '';
    return change($ctx, sub {
        my ($deck) = @_;
        my $board = board($ctx, $deck, $id, 1);
        refuse($ctx, 400, 'participant must exist') if !StandIn::Users::get($uid);
        my $acl = { id => next_id($deck, 'acl'), uid => $uid,
            edit => ($req->param('permissionEdit') // '') eq 'true' };
        push @{ $board->{acl} }, $acl;
        return answer($ctx, 200, _acl($board, $acl));
    });
}

# ---- labels ------------------------------------------------------------------------

sub _insert_label {
    my ($deck, $board, $title, $color) = @_;
    my $id = next_id($deck, 'label');
    return $deck->{labels}{$id} =
        { id => $id, board => 0 + $board, title => $title, color => $color };
}

sub label_view {
    my ($label, $card) = @_;
    return {
        id => $label->{id}, title => $label->{title}, color => $label->{color},
        boardId => $label->{board}, cardId => $card, lastModified => 0,
        ETag => $DELETED_ETAG,
    };
}

sub add_label {
    my ($ctx, $id) = @_;
    my $req = $ctx->{req};
    return change($ctx, sub {
        my ($deck) = @_;
        board($ctx, $deck, $id, 1);
        my $label = _insert_label($deck, $id, $req->param('title') // '',
            $req->param('color') // '');
        return answer($ctx, 200, { %{ label_view($label) }, lastModified => undef });
    });
}

# ---- lists -------------------------------------------------------------------------

sub _insert_stack {
    my ($deck, $board, $title, $order) = @_;
    my $id = next_id($deck, 'stack');
    return $deck->{stacks}{$id} =
        { id => $id, board => $board->{id}, title => $title, order => 0 + $order };
}

sub _stack_view {
    my ($stack) = @_;
    return {
        id => $stack->{id}, title => $stack->{title}, boardId => $stack->{board},
        deletedAt => 0, lastModified => 0, order => $stack->{order},
        ETag => $DELETED_ETAG,
    };
}

sub add_stack {
    my ($ctx, $id) = @_;
    my $title = $ctx->{req}->param('title') // '';
    refuse($ctx, 400, 'title must be provided and must be not empty') if !length $title;
    return change($ctx, sub {
        my ($deck) = @_;
        my $stack = _insert_stack($deck, board($ctx, $deck, $id, 1), $title,
            $ctx->{req}->param('order') // 0);
        return answer($ctx, 200, _stack_view($stack));
    });
}

# A list without cards has no member for them.
sub _stacks {
    my ($ctx, $id, $archived, $card_view) = @_;
    my $deck  = load($ctx->{state});
    my $board = board($ctx, $deck, $id);
    my @list;
    for my $stack (_of_board($deck->{stacks}, $board)) {
        my @cards = map { $card_view->($deck, $_) }
            StandIn::DeckCard::in_stack($deck, $stack, $archived);
        push @list, { %{ _stack_view($stack) }, (@cards ? (cards => \@cards) : ()) };
    }
    return answer($ctx, 200, \@list);
}

sub stacks {
    my ($ctx, $id) = @_;
    return _stacks($ctx, $id, 0, \&StandIn::DeckCard::view);
}

sub archived_stacks {
    my ($ctx, $id) = @_;
    return _stacks($ctx, $id, 1, sub {
        my ($deck, $card) = @_;
        my $view = StandIn::DeckCard::raw_view($deck, $card);
        @$_{qw(boardId lastModified)} = () for @{ $view->{labels} };
        return { %$view, owner => $card->{owner}, attachmentCount => 0 };
    });
}

1;
