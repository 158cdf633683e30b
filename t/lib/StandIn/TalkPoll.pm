# SPDX-License-Identifier: Apache-2.0
# Talk: polls.
package StandIn::TalkPoll;
use strict;
use warnings;
use StandIn::Ocs ();
use StandIn::Talk ();
use StandIn::TalkChat ();
use StandIn::Users ();

sub routes {
    my ($api) = @_;
    return (
        [ POST   => qr{^$api/poll/(\w+)$},       \&create ],
        [ GET    => qr{^$api/poll/(\w+)/(\d+)$}, \&get ],
        [ POST   => qr{^$api/poll/(\w+)/(\d+)$}, \&vote ],
        [ DELETE => qr{^$api/poll/(\w+)/(\d+)$}, \&end ],
    );
}

sub create {
    my ($ctx, $token) = @_;
    my $req = $ctx->{req};
    my $options = $req->params->{options};
    return StandIn::Talk::change($ctx, $token, sub {
        my ($talk, $room) = @_;
        StandIn::Talk::fail(400, 'room') if $room->{type} == $StandIn::Talk::ONE_TO_ONE;
        StandIn::Talk::fail(400, 'question') if ($req->param('question') // '') !~ /\S/;
        StandIn::Talk::fail(400, 'options')
            if ref $options ne 'ARRAY' || 2 > grep { /\S/ } @$options;
        my $poll = {
            id => StandIn::Talk::next_id($talk, 'poll'), actor => $ctx->{uid},
            question => $req->param('question'), options => $options,
            mode => $req->param('resultMode') // 0, max => $req->param('maxVotes') // 0,
            closed => 0, votes => {},
        };
        $room->{polls}{ $poll->{id} } = $poll;
        StandIn::TalkChat::add($ctx, $talk, $room, text => '{object}', kind => 'poll',
            with_actor => 1, params => { object => _object($poll) });
        return StandIn::Ocs::created($ctx, _view($ctx, $poll));
    });
}

sub _object {
    my ($poll) = @_;
    return { type => 'talk-poll', id => "$poll->{id}", name => $poll->{question} };
}

sub _poll {
    my ($room, $id) = @_;
    return $room->{polls}{$id} // StandIn::Talk::fail(404, 'poll');
}

sub get {
    my ($ctx, $token, $id) = @_;
    my $room = StandIn::Talk::room($ctx, StandIn::Talk::load($ctx->{state}), $token);
    return StandIn::Ocs::ok($ctx, _view($ctx, _poll($room, $id)));
}

sub vote {
    my ($ctx, $token, $id) = @_;
    my $picked = $ctx->{req}->params->{optionIds} // [];
    return StandIn::Talk::change($ctx, $token, sub {
        my ($talk, $room) = @_;
        my $poll = _poll($room, $id);
        StandIn::Talk::fail(400, 'poll') if $poll->{closed};
        StandIn::Talk::fail(400, 'options')
            if $poll->{max} && @$picked > $poll->{max}
            || grep { $_ < 0 || $_ >= @{ $poll->{options} } } @$picked;
        $poll->{votes}{ $ctx->{uid} } = [@$picked];
        delete $poll->{votes}{ $ctx->{uid} } if !@$picked;
        StandIn::TalkChat::system_message($ctx, $talk, $room, 'poll_voted', anonymous => 1,
            text => 'Someone voted on the poll {poll}', params => { poll => _object($poll) });
        return StandIn::Ocs::ok($ctx, _view($ctx, $poll));
    });
}

sub end {
    my ($ctx, $token, $id) = @_;
    return StandIn::Talk::change($ctx, $token, sub {
        my ($talk, $room) = @_;
        my $poll = _poll($room, $id);
        StandIn::Talk::fail(403, 'poll') if $poll->{actor} ne $ctx->{uid};
        StandIn::Talk::fail(400, 'poll') if $poll->{closed};
        $poll->{closed} = 1;
        StandIn::TalkChat::system_message($ctx, $talk, $room, 'poll_closed',
            params => { poll => _object($poll) });
        return StandIn::Ocs::ok($ctx, _view($ctx, $poll));
    });
}

# Counts are for those who have voted, or for all once it is over; of a poll
# with hidden results only its author learns how many have voted.
sub _view {
    my ($ctx, $poll) = @_;
    my $own    = $poll->{votes}{ $ctx->{uid} } // [];
    my $counts = $poll->{closed} || @$own && !$poll->{mode};
    my $voters = !$poll->{mode} || $poll->{closed} || $poll->{actor} eq $ctx->{uid};
    my %count;
    $count{"option-$_"}++ for map { @$_ } values %{ $poll->{votes} };
    return {
        id => $poll->{id}, question => $poll->{question}, options => $poll->{options},
        actorType => 'users', actorId => $poll->{actor},
        actorDisplayName => StandIn::Users::display($poll->{actor}),
        status => $poll->{closed}, resultMode => 0 + $poll->{mode},
        maxVotes => 0 + $poll->{max}, votes => $counts && %count ? \%count : [],
        numVoters => $voters ? scalar keys %{ $poll->{votes} } : 0,
        votedSelf => $own,
        ($poll->{closed} && !$poll->{mode} ? (details => _details($poll)) : ()),
    };
}

sub _details {
    my ($poll) = @_;
    my @details;
    for my $uid (sort keys %{ $poll->{votes} }) {
        push @details, map { {
            actorType => 'users', actorId => $uid, optionId => $_,
            actorDisplayName => StandIn::Users::display($uid),
        } } @{ $poll->{votes}{$uid} };
    }
    return \@details;
}

1;
