# SPDX-License-Identifier: Apache-2.0
# Deck: cards. A card is known by its id alone; what board and list the path
# names is not looked at, except where a card is made or moved.
package StandIn::DeckCard;
use strict;
use warnings;
use StandIn::Deck ();
use StandIn::Fixture ();
use StandIn::Json ();

my $CARD = StandIn::Fixture::json('848-card-create');
my $RAW  = StandIn::Fixture::json('867-card-archive');

my $MAX_TITLE = 255;

sub routes {
    my ($cards) = @_;
    my $card = "$cards/(\\d+)";
    return (
        [ POST   => qr{^$cards$},             \&create ],
        [ GET    => qr{^$card$},              \&get ],
        [ PUT    => qr{^$card$},              \&replace ],
        [ DELETE => qr{^$card$},              \&remove ],
        [ PUT    => qr{^$card/(un)?archive$}, \&archive ],
        [ PUT    => qr{^$card/reorder$},      \&move ],
        [ PUT    => qr{^$card/assignLabel$},  \&add_label ],
        [ PUT    => qr{^$card/removeLabel$},  \&remove_label ],
        [ PUT    => qr{^$card/assignUser$},   \&assign ],
        [ PUT    => qr{^$card/unassignUser$}, \&unassign ],
    );
}

sub in_stack {
    my ($deck, $stack, $archived) = @_;
    return sort { $a->{order} <=> $b->{order} || $a->{id} <=> $b->{id} }
        grep { $_->{stack} == $stack->{id} && !$_->{deleted}
            && !$_->{archived} == !$archived } values %{ $deck->{cards} };
}

# The card and its board, if the caller may see (change) them.
sub find {
    my ($ctx, $deck, $id, $edit) = @_;
    my $card = $deck->{cards}{$id} or StandIn::Deck::denied($ctx);
    my $board = StandIn::Deck::board($ctx, $deck,
        $deck->{stacks}{ $card->{stack} }{board}, $edit);
    StandIn::Deck::refuse($ctx, 403, 'Card is deleted') if $card->{deleted};
    return ($card, $board);
}

# ---- showing them ------------------------------------------------------------------

sub _assignment {
    my ($card, $assigned) = @_;
    return { id => $assigned->{id}, cardId => $card->{id}, type => 0,
        participant => StandIn::Deck::person($assigned->{uid}) };
}

sub _common {
    my ($deck, $card) = @_;
    return (
        id => $card->{id}, title => $card->{title}, description => $card->{description},
        stackId => 0 + $card->{stack}, lastModified => $card->{changed},
        lastEditor => $card->{editor}, createdAt => $card->{created},
        labels => [ map { StandIn::Deck::label_view($deck->{labels}{$_}, $card->{id}) }
                @{ $card->{labels} } ],
        owner => StandIn::Deck::person($card->{owner}), order => 0 + $card->{order},
        archived => StandIn::Json::bool($card->{archived}), done => $card->{done},
        duedate => $card->{due}, deletedAt => $card->{deleted},
    );
}

sub view {
    my ($deck, $card) = @_;
    my @comments = grep { $_->{card} == $card->{id} } values %{ $deck->{comments} };
    return {
        %$CARD, _common($deck, $card),
        assignedUsers => [ map { _assignment($card, $_) } @{ $card->{assigned} } ],
        commentsCount => 0 + @comments,
    };
}

# As the database has it: what some requests answer.
sub raw_view {
    my ($deck, $card) = @_;
    return { %$RAW, _common($deck, $card), descriptionPrev => $card->{before} };
}

# ---- making and changing -----------------------------------------------------------

sub _title {
    my ($ctx) = @_;
    my $title = $ctx->{req}->param('title') // '';
    StandIn::Deck::refuse($ctx, 400, 'title must be provided and must be not empty')
        if !length $title;
    StandIn::Deck::refuse($ctx, 400, "title cannot be longer than $MAX_TITLE characters ")
        if length $title > $MAX_TITLE;
    return $title;
}

sub _due {
    my ($text) = @_;
    return if !defined $text;
    return $text =~ /^\d{4}-\d\d-\d\d$/ ? "${text}T00:00:00+00:00" : $text;
}

sub create {
    my ($ctx, undef, $stack) = @_;
    my $req = $ctx->{req};
    return StandIn::Deck::change($ctx, sub {
        my ($deck) = @_;
        StandIn::Deck::board($ctx, $deck, ($deck->{stacks}{$stack} // {})->{board}, 1);
        my $card = {
            id => StandIn::Deck::next_id($deck, 'card'), stack => $stack,
            title => _title($ctx), description => $req->param('description') // '',
            order => $req->param('order') // 999, due => scalar _due($req->param('duedate')),
            owner => $ctx->{uid}, created => time, changed => time, archived => 0,
            done => undef, deleted => 0, labels => [], assigned => [],
        };
        $deck->{cards}{ $card->{id} } = $card;
        return StandIn::Deck::answer($ctx, 200, view($deck, $card));
    });
}

sub get {
    my ($ctx, undef, undef, $id) = @_;
    my $deck = StandIn::Deck::load($ctx->{state});
    my ($card) = find($ctx, $deck, $id);
    my $view = { %{ view($deck, $card) }, attachments => [] };
    return StandIn::Deck::answer($ctx, 200, $view, StandIn::Deck::etag($view));
}

# Changes a card; the code answers with data, given the subject and the card.
sub _change {
    my ($ctx, $id, $code) = @_;
    return StandIn::Deck::change($ctx, sub {
        my ($deck) = @_;
        my ($card, $board) = find($ctx, $deck, $id, 1);
        my $data = $code->($deck, $card, $board);
        @$card{qw(editor changed)} = ($ctx->{uid}, time);
        return StandIn::Deck::answer($ctx, 200, ref $data eq 'CODE' ? $data->() : $data);
    });
}

# The whole card: what is not sent is gone.
sub replace {
    my ($ctx, undef, undef, $id) = @_;
    my $req = $ctx->{req};
    my $title = _title($ctx);
    for my $name (qw(type owner)) {
        StandIn::Deck::refuse($ctx, 400, "$name must be provided and must be not empty")
            if !length($req->param($name) // '');
    }
    return _change($ctx, $id, sub {
        my ($deck, $card) = @_;
        my $text = $req->param('description') // '';
        $card->{before} = $card->{description} if $text ne $card->{description};
        @$card{qw(title description order due done)} = ($title, $text,
            $req->param('order') // 0, scalar _due($req->param('duedate')), $req->param('done'));
        $card->{archived} = $req->param('archived') eq 'true' ? 1 : 0
            if defined $req->param('archived');
        return view($deck, $card); # the last editor is still another
    });
}

sub archive {
    my ($ctx, undef, undef, $id, $un) = @_;
    return _change($ctx, $id, sub {
        my ($deck, $card) = @_;
        $card->{archived} = $un ? 0 : 1;
        return sub { raw_view($deck, $card) };
    });
}

sub remove {
    my ($ctx, undef, undef, $id) = @_;
    return _change($ctx, $id, sub {
        my ($deck, $card) = @_;
        $card->{deleted} = time;
        return sub { raw_view($deck, $card) };
    });
}

# To the list in the path; one in the body counts for nothing.
sub move {
    my ($ctx, undef, $stack, $id) = @_;
    my $order = $ctx->{req}->param('order') // 0;
    return _change($ctx, $id, sub {
        my ($deck, $card) = @_;
        StandIn::Deck::board($ctx, $deck, ($deck->{stacks}{$stack} // {})->{board}, 1);
        $card->{stack} = $stack;
        my @cards = grep { $_->{id} != $id } in_stack($deck, { id => $stack }, 0);
        splice @cards, $order < @cards ? $order : @cards, 0, $card;
        $cards[$_]{order} = $_ for 0 .. $#cards;
        return sub {
            [ map { { %{ raw_view($deck, $_) }, labels => undef, owner => $_->{owner} } } @cards ]
        };
    });
}

# Twice if asked twice.
sub add_label {
    my ($ctx, undef, undef, $id) = @_;
    my $label = $ctx->{req}->param('labelId') // 0;
    return _change($ctx, $id, sub {
        my ($deck, $card, $board) = @_;
        my $known = $deck->{labels}{$label} // StandIn::Deck::denied($ctx);
        StandIn::Deck::refuse($ctx, 500, 'Operation not allowed. Label does not exist.')
            if $known->{board} != $board->{id};
        push @{ $card->{labels} }, 0 + $label;
        return;
    });
}

sub remove_label {
    my ($ctx, undef, undef, $id) = @_;
    my $label = $ctx->{req}->param('labelId') // 0;
    return _change($ctx, $id, sub {
        my ($deck, $card) = @_;
        $card->{labels} = [ grep { $_ != $label } @{ $card->{labels} } ];
        return;
    });
}

sub assign {
    my ($ctx, undef, undef, $id) = @_;
    my $uid = $ctx->{req}->param('userId') // '';
    return _change($ctx, $id, sub {
        my ($deck, $card, $board) = @_;
        StandIn::Deck::refuse($ctx, 400, 'The user is not part of the board')
            if !grep { $_ eq $uid } $board->{owner}, map { $_->{uid} } @{ $board->{acl} };
        StandIn::Deck::refuse($ctx, 400, 'The user is already assigned to the card')
            if grep { $_->{uid} eq $uid } @{ $card->{assigned} };
        my $assigned = { id => StandIn::Deck::next_id($deck, 'assignment'), uid => $uid };
        push @{ $card->{assigned} }, $assigned;
        return _assignment($card, $assigned);
    });
}

sub unassign {
    my ($ctx, undef, undef, $id) = @_;
    my $uid = $ctx->{req}->param('userId') // '';
    return _change($ctx, $id, sub {
        my ($deck, $card) = @_;
        my ($assigned) = grep { $_->{uid} eq $uid } @{ $card->{assigned} };
        StandIn::Deck::refuse($ctx, 400, 'No assignment for ' . $uid . 'found.') if !$assigned;
        $card->{assigned} = [ grep { $_ != $assigned } @{ $card->{assigned} } ];
        return _assignment($card, $assigned);
    });
}

1;
