# SPDX-License-Identifier: Apache-2.0
# Deck: comments on cards. These are OCS; the rest of Deck is not.
package StandIn::DeckComment;
use strict;
use warnings;
use POSIX ();
use StandIn::Deck ();
use StandIn::DeckCard ();
use StandIn::Error ();
use StandIn::Ocs ();
use StandIn::Users ();

my $MAX_LENGTH = 1000;

sub routes {
    my ($api) = @_;
    my $comments = "$api/cards/(\\d+)/comments";
    return (
        [ GET    => qr{^$comments$},       \&list ],
        [ POST   => qr{^$comments$},       \&create ],
        [ PUT    => qr{^$comments/(\d+)$}, \&replace ],
        [ DELETE => qr{^$comments/(\d+)$}, \&remove ],
    );
}

# The same refusals as of cards, in the other dialect.
sub _card {
    my ($ctx, $deck, $id) = @_;
    my ($card) = eval { StandIn::DeckCard::find($ctx, $deck, $id) };
    StandIn::Error::ocs(403, 'Permission denied') if !$card;
    return $card;
}

sub _comment {
    my ($ctx, $deck, $card, $id) = @_;
    my $comment = $deck->{comments}{$id};
    StandIn::Error::ocs(404, 'No comment found.')
        if !$comment || $comment->{card} != $card->{id};
    StandIn::Error::ocs(403, 'Only authors are allowed to edit their comment.')
        if $comment->{actor} ne $ctx->{uid};
    return $comment;
}

sub _message {
    my ($ctx) = @_;
    my $text = $ctx->{req}->param('message') // '';
    StandIn::Error::ocs(400, "Message exceeds allowed character limit of $MAX_LENGTH")
        if length $text > $MAX_LENGTH;
    return $text;
}

sub _view {
    my ($deck, $comment, $is_parent) = @_;
    my @mentioned = grep { StandIn::Users::get($_) } $comment->{text} =~ /\@(\w+)/g;
    my $parent = $comment->{parent} && !$is_parent ? $deck->{comments}{ $comment->{parent} } : undef;
    return {
        id => $comment->{id}, objectId => $comment->{card}, message => $comment->{text},
        actorId => $comment->{actor}, actorType => 'users',
        actorDisplayName => StandIn::Users::display($comment->{actor}),
        creationDateTime => POSIX::strftime('%Y-%m-%dT%H:%M:%S+00:00', gmtime $comment->{time}),
        mentions => [ map { { mentionId => $_, mentionType => 'user',
                mentionDisplayName => StandIn::Users::display($_) } } @mentioned ],
        ($parent ? (replyTo => _view($deck, $parent, 1)) : ()),
    };
}

sub list {
    my ($ctx, $card_id) = @_;
    my $req   = $ctx->{req};
    my $deck  = StandIn::Deck::load($ctx->{state});
    my $card  = _card($ctx, $deck, $card_id);
    my @found = sort { $b->{id} <=> $a->{id} }
        grep { $_->{card} == $card->{id} } values %{ $deck->{comments} };
    splice @found, 0, $req->param('offset') // 0;
    my $limit = $req->param('limit') // 20;
    splice @found, $limit if @found > $limit;
    return StandIn::Ocs::ok($ctx, [ map { _view($deck, $_) } @found ]);
}

sub _change {
    my ($ctx, $card_id, $code) = @_;
    return StandIn::Deck::change($ctx, sub {
        my ($deck) = @_;
        return StandIn::Ocs::ok($ctx, $code->($deck, _card($ctx, $deck, $card_id)));
    });
}

sub create {
    my ($ctx, $card_id) = @_;
    my $parent = $ctx->{req}->param('parentId') || 0;
    return _change($ctx, $card_id, sub {
        my ($deck, $card) = @_;
        my $text = _message($ctx);
        my $to   = $deck->{comments}{$parent};
        StandIn::Error::ocs(400, 'Invalid parent id: The parent comment was not found or'
                . ' belongs to a different card')
            if $parent && (!$to || $to->{card} != $card->{id});
        my $id = StandIn::Deck::next_id($deck, 'comment');
        my $comment = $deck->{comments}{$id} = {
            id => $id, card => 0 + $card->{id}, text => $text, time => time,
            actor => $ctx->{uid}, parent => $parent,
        };
        return _view($deck, $comment);
    });
}

sub replace {
    my ($ctx, $card_id, $id) = @_;
    return _change($ctx, $card_id, sub {
        my ($deck, $card) = @_;
        my $comment = _comment($ctx, $deck, $card, $id);
        $comment->{text} = _message($ctx);
        return _view($deck, $comment);
    });
}

sub remove {
    my ($ctx, $card_id, $id) = @_;
    return _change($ctx, $card_id, sub {
        my ($deck, $card) = @_;
        _comment($ctx, $deck, $card, $id);
        delete $deck->{comments}{$id};
        return [];
    });
}

1;
