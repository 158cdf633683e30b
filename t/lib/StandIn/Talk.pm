# SPDX-License-Identifier: Apache-2.0
# Talk: conversations and who is in them. Messages are in TalkChat.pm, polls in
# TalkPoll.pm. All of it is the one subject 'talk' of the state.
package StandIn::Talk;
use strict;
use warnings;
use StandIn::Error ();
use StandIn::Fixture ();
use StandIn::Json ();
use StandIn::Ocs ();
use StandIn::State ();
use StandIn::TalkChat ();
use StandIn::TalkPoll ();
use StandIn::Users ();

our ($ONE_TO_ONE, $GROUP, $PUBLIC, $NOTES) = (1, 2, 3, 6);
my $API = '/apps/spreed/api';

# What never changes here is as it was recorded.
my $ROOM = StandIn::Fixture::data('1600-talk-room-public');

sub routes {
    return (
        [ GET    => qr{^$API/v4/room$},        \&rooms ],
        [ POST   => qr{^$API/v4/room$},        \&create ],
        [ GET    => qr{^$API/v4/room/(\w+)$},  \&get ],
        [ DELETE => qr{^$API/v4/room/(\w+)$},  \&remove ],
        [ POST   => qr{^$API/v4/room/(\w+)/participants$}, \&invite ],
        StandIn::TalkChat::routes("$API/v1"),
        StandIn::TalkPoll::routes("$API/v1"),
    );
}

# ---- the subject -------------------------------------------------------------------

sub load {
    my ($state) = @_;
    return $state->load('talk') // { rooms => {}, seq => {} };
}

sub next_id {
    my ($talk, $kind) = @_;
    return ++$talk->{seq}{$kind};
}

# Runs the code with the room of this token and stores what it changed.
sub change {
    my ($ctx, $token, $code) = @_;
    return $ctx->{state}->update(sub {
        my $talk  = load($ctx->{state});
        my $room  = room($ctx, $talk, $token);
        my $reply = $code->($talk, $room);
        $ctx->{state}->put(talk => $talk);
        return $reply;
    });
}

# Whoever is not in it learns nothing, not even that it exists.
sub room {
    my ($ctx, $talk, $token) = @_;
    my $room = $talk->{rooms}{$token};
    fail(404) if !$room || !$room->{members}{ $ctx->{uid} };
    return $room;
}

# Talk says what is wrong in the data: a word, null, or nothing.
sub fail {
    my ($status, @data) = @_;
    StandIn::Error::ocs($status, '',
        data => !@data ? [] : defined $data[0] ? { error => $data[0] } : undef);
}

# ---- conversations -----------------------------------------------------------------

sub rooms {
    my ($ctx) = @_;
    my $uid  = $ctx->{uid};
    my $talk = load($ctx->{state});
    $talk = _with_notes($ctx) if !$talk->{notes}{$uid};
    my @mine = sort { $a->{id} <=> $b->{id} }
        grep { $_->{members}{$uid} } values %{ $talk->{rooms} };
    return StandIn::Ocs::ok($ctx, [ map { view($ctx, $_) } @mine ]);
}

# Everybody has a conversation with themselves.
sub _with_notes {
    my ($ctx) = @_;
    return $ctx->{state}->update(sub {
        my $talk = load($ctx->{state});
        _insert($ctx, $talk, $NOTES, 'Note to self') if !$talk->{notes}{ $ctx->{uid} }++;
        return $ctx->{state}->put(talk => $talk);
    });
}

sub _insert {
    my ($ctx, $talk, $type, $name) = @_;
    my $token = lc StandIn::State::random(8);
    my $room = $talk->{rooms}{$token} = {
        id => next_id($talk, 'room'), token => $token, type => $type,
        name => $name, owner => $ctx->{uid}, created => time,
        members => { $ctx->{uid} => { read => 0 } }, messages => [], polls => {},
    };
    StandIn::TalkChat::system_message($ctx, $talk, $room, 'conversation_created');
    return $room;
}

sub create {
    my ($ctx) = @_;
    my $req  = $ctx->{req};
    my $type = $req->param('roomType') // '';
    my $with = $req->param('invite');
    fail(400, 'type')   if $type !~ /^[123]$/;
    fail(404, 'invite') if $type == $ONE_TO_ONE && !StandIn::Users::get($with // '');
    return $ctx->{state}->update(sub {
        my $talk = load($ctx->{state});
        my $name = $req->param('roomName') // '';
        my $room = _insert($ctx, $talk, $type, length $name ? $name : '---');
        $room->{members}{$with} = { read => 0 } if $type == $ONE_TO_ONE;
        $ctx->{state}->put(talk => $talk);
        return StandIn::Ocs::created($ctx, view($ctx, $room));
    });
}

sub get {
    my ($ctx, $token) = @_;
    my $room = room($ctx, load($ctx->{state}), $token);
    return StandIn::Ocs::ok($ctx, view($ctx, $room));
}

sub remove {
    my ($ctx, $token) = @_;
    return change($ctx, $token, sub {
        my ($talk, $room) = @_;
        fail(403) if $room->{owner} ne $ctx->{uid};
        delete $talk->{rooms}{$token};
        return StandIn::Ocs::ok($ctx, undef);
    });
}

sub invite {
    my ($ctx, $token) = @_;
    my $uid = $ctx->{req}->param('newParticipant') // '';
    fail(404, 'new-participant') if !StandIn::Users::get($uid);
    return change($ctx, $token, sub {
        my ($talk, $room) = @_;
        if (!$room->{members}{$uid}) {
            $room->{members}{$uid} = { read => 0 };
            StandIn::TalkChat::system_message($ctx, $talk, $room, 'user_added',
                params => { user => person($uid) });
        }
        return StandIn::Ocs::ok($ctx, []);
    });
}

sub person {
    my ($uid) = @_;
    return { type => 'user', id => $uid, name => StandIn::Users::display($uid),
        'mention-id' => $uid };
}

# The other one, in a one-to-one conversation.
sub _other {
    my ($ctx, $room) = @_;
    my ($other) = grep { $_ ne $ctx->{uid} } sort keys %{ $room->{members} };
    return $other // $ctx->{uid};
}

sub title {
    my ($ctx, $room) = @_;
    return $room->{name} if $room->{type} != $ONE_TO_ONE;
    return StandIn::Users::display(_other($ctx, $room));
}

sub is_public {
    my ($state, $token) = @_;
    return load($state)->{rooms}{$token}{type} == $PUBLIC;
}

sub view {
    my ($ctx, $room) = @_;
    my $uid  = $ctx->{uid};
    my $last = $room->{messages}[-1];
    my $read = $room->{members}{$uid}{read};
    my @new  = grep { $_->{id} > $read && !length $_->{system} } @{ $room->{messages} };
    my $notes = $room->{type} == $NOTES;
    return {
        %$ROOM,
        id => $room->{id}, token => $room->{token}, type => 0 + $room->{type},
        name => $room->{type} == $ONE_TO_ONE ? _other($ctx, $room) : $room->{name},
        displayName => title($ctx, $room), actorId => $uid,
        objectType => $notes ? 'note_to_self' : '', objectId => $notes ? $uid : '',
        participantType => $room->{owner} eq $uid ? 1 : 3,
        lastActivity => $last->{time}, lastReadMessage => $read,
        unreadMessages => 0 + @new,
        lastMessage => StandIn::TalkChat::view($ctx, $room, $last, 1),
    };
}

1;
