# SPDX-License-Identifier: Apache-2.0
# Talk: messages, reactions and shared things of a conversation.
package StandIn::TalkChat;
use strict;
use warnings;
use Digest::MD5 ();
use Encode ();
use StandIn::Fixture ();
use StandIn::Json ();
use StandIn::Notifications ();
use StandIn::Ocs ();
use StandIn::Reply ();
use StandIn::Talk ();
use StandIn::Users ();

my $MAX_LENGTH = 32000;
my $MAX_LIMIT  = 200;

my $MESSAGE = StandIn::Fixture::data('1602-talk-send-mention');
my @KINDS = qw(audio deckcard file location media other poll recording voice);

sub routes {
    my ($api) = @_;
    my $chat = "$api/chat/(\\w+)";
    my $reaction = "$api/reaction/(\\w+)/(\\d+)";
    return (
        [ GET    => qr{^$chat$},                \&history ],
        [ POST   => qr{^$chat$},                \&post ],
        [ POST   => qr{^$chat/read$},           \&read_all ],
        [ GET    => qr{^$chat/share$},          \&shared ],
        [ GET    => qr{^$chat/share/overview$}, \&overview ],
        [ PUT    => qr{^$chat/(\d+)$},          \&edit ],
        [ DELETE => qr{^$chat/(\d+)$},          \&remove ],
        [ GET    => qr{^$reaction$},            \&reactions ],
        [ POST   => qr{^$reaction$},            \&react ],
        [ DELETE => qr{^$reaction$},            \&unreact ],
    );
}

# ---- making messages ---------------------------------------------------------------

sub add {
    my ($ctx, $talk, $room, %message) = @_;
    my $message = {
        id => StandIn::Talk::next_id($talk, 'message'), time => time,
        actor => $ctx->{uid}, system => '', params => {}, reactions => {},
        reference => '', %message,
    };
    push @{ $room->{messages} }, $message;
    # Whoever writes has read everything before.
    $room->{members}{ $ctx->{uid} }{read} = $message->{id} if !length $message->{system};
    return $message;
}

sub system_message {
    my ($ctx, $talk, $room, $code, %more) = @_;
    return add($ctx, $talk, $room, system => $code, text => '', %more);
}

# @bob, @"bob" and @all become placeholders; what is no user stays text.
sub _mentions {
    my ($room, $text) = @_;
    my (%params, %key);
    my $place = sub {
        my ($whole, $id) = @_;
        my $kind = $id eq 'all' ? 'call' : 'user';
        return $whole if $kind eq 'user' && !StandIn::Users::get($id);
        my $key = $key{$id} //= "mention-$kind" . (1 + grep { /$kind/ } keys %params);
        $params{$key} = $kind eq 'user' ? StandIn::Talk::person($id)
            : { type => 'call', id => $room->{token}, name => $room->{name},
                'call-type' => 'public', 'icon-url' => '', 'mention-id' => 'all' };
        return "{$key}";
    };
    $text =~ s/(\@(?:"([^"]+)"|([\w.-]*\w)))/$place->($1, $2 \/\/ $3)/ge;
    return (text => $text, params => \%params);
}

sub post {
    my ($ctx, $token) = @_;
    my $req  = $ctx->{req};
    my $text = $req->param('message') // '';
    return StandIn::Talk::change($ctx, $token, sub {
        my ($talk, $room) = @_;
        StandIn::Talk::fail(400, 'message') if $text !~ /\S/;
        StandIn::Talk::fail(413, 'message') if length $text > $MAX_LENGTH;
        my $to = $req->param('replyTo');
        my $parent = $to ? _find($room, $to) : undef;
        StandIn::Talk::fail(400, 'reply-to')
            if $to && (!$parent || length $parent->{system} || $parent->{deleted});
        my $message = add($ctx, $talk, $room, _mentions($room, $text),
            parent => $parent && $parent->{id},
            silent => ($req->param('silent') // '') eq 'true',
            reference => $req->param('referenceId') // '');
        _notify($ctx, $room, $message) if !$message->{silent};
        return StandIn::Ocs::created($ctx, view($ctx, $room, $message));
    });
}

# Those who are mentioned.
sub _notify {
    my ($ctx, $room, $message) = @_;
    my @users = map { $_->{id} } grep { $_->{type} eq 'user' } values %{ $message->{params} };
    for my $uid (grep { $_ ne $ctx->{uid} && $room->{members}{$_} } @users) {
        StandIn::Notifications::add($ctx, $uid, token => $room->{token},
            subject => StandIn::Users::display($ctx->{uid})
                . " mentioned you in conversation $room->{name}",
            message => $message->{text});
    }
    return;
}

# A file that was shared with the conversation; called with the lock held.
sub post_file {
    my ($ctx, $token, $node) = @_;
    my $talk = StandIn::Talk::load($ctx->{state});
    my $meta = StandIn::Json::decode(
        Encode::encode('UTF-8', $ctx->{req}->param('talkMetaData') // '')) // {};
    my $file = {
        type => 'file', id => "$node->{id}", name => $node->{name},
        size => "$node->{size}", path => $node->{name},
        link => $ctx->{req}->base . "/index.php/f/$node->{id}",
        etag => Digest::MD5::md5_hex($node->{id}), permissions => '27',
        mimetype => $node->{mime}, 'preview-available' => 'yes',
    };
    add($ctx, $talk, $talk->{rooms}{$token},
        text => $meta->{caption} // '{file}', with_actor => 1,
        params => { file => $file },
        kind => $node->{mime} =~ m{^(?:image|video)/} ? 'media' : 'file');
    $ctx->{state}->put(talk => $talk);
    return;
}

sub _find {
    my ($room, $id) = @_;
    my ($message) = grep { $_->{id} == $id } @{ $room->{messages} };
    return $message;
}

# ---- showing them ------------------------------------------------------------------

my %SAYS = (
    conversation_created => 'created the conversation',
    user_added           => 'added {user}',
    message_edited       => 'edited a message',
    message_deleted      => 'deleted a message',
    reaction_revoked     => 'deleted a reaction',
    poll_closed          => 'ended the poll {poll}',
);

sub _text {
    my ($ctx, $message) = @_;
    my $who = $message->{actor} eq $ctx->{uid} ? 'You' : '{actor}';
    return "Message deleted by " . ($who eq 'You' ? 'you' : 'author') if $message->{deleted};
    return "$who $SAYS{ $message->{system} }" if $SAYS{ $message->{system} };
    return $message->{text};
}

sub _params {
    my ($message) = @_;
    my %params = %{ $message->{params} };
    $params{actor} = StandIn::Talk::person($message->{actor})
        if $SAYS{ $message->{system} } || $message->{with_actor} || $message->{deleted};
    delete @params{ grep { $_ ne 'actor' } keys %params } if $message->{deleted};
    return %params ? \%params : [];
}

sub view {
    my ($ctx, $room, $message, $alone) = @_;
    my $system = $message->{system};
    my $hidden = $message->{anonymous};
    my $uid    = $message->{actor};
    my $parent = $message->{parent} && !$alone ? _find($room, $message->{parent}) : undef;
    return {
        %$MESSAGE,
        id => $message->{id}, token => $room->{token},
        actorType => $hidden ? 'guests' : 'users', actorId => $hidden ? 'system' : $uid,
        actorDisplayName => $hidden ? '' : StandIn::Users::display($uid),
        timestamp => $message->{time}, message => _text($ctx, $message),
        messageParameters => _params($message), systemMessage => $system,
        messageType => length $system ? 'system'
            : $message->{deleted} ? 'comment_deleted' : 'comment',
        isReplyable => StandIn::Json::bool(!length $system && !$message->{deleted}),
        markdown => StandIn::Json::bool(!length $system),
        referenceId => $message->{reference}, _reacted($ctx, $message),
        ($message->{silent} ? (silent => StandIn::Json::true()) : ()),
        ($message->{deleted} ? (deleted => StandIn::Json::true()) : _edited($message)),
        ($parent ? (parent => view($ctx, $room, $parent, 1)) : ()),
    };
}

sub _reacted {
    my ($ctx, $message) = @_;
    my $all = $message->{reactions};
    my @own = grep { $all->{$_}{ $ctx->{uid} } } sort keys %$all;
    return (
        reactions => { map { ($_ => scalar keys %{ $all->{$_} }) } keys %$all },
        (@own ? (reactionsSelf => \@own) : ()),
    );
}

sub _edited {
    my ($message) = @_;
    return if !$message->{edited};
    my $uid = $message->{actor};
    return (lastEditActorType => 'users', lastEditActorId => $uid,
        lastEditActorDisplayName => StandIn::Users::display($uid),
        lastEditTimestamp => $message->{edited});
}

# ---- reading -----------------------------------------------------------------------

# A long poll for news does not wait here.
sub history {
    my ($ctx, $token) = @_;
    my $req   = $ctx->{req};
    my $room  = StandIn::Talk::room($ctx, StandIn::Talk::load($ctx->{state}), $token);
    my $known = $req->param('lastKnownMessageId') // 0;
    my $news  = $req->param('lookIntoFuture');
    my @found = $news ? grep { $_->{id} > $known } @{ $room->{messages} }
        : grep { !$known || $_->{id} < $known } reverse @{ $room->{messages} };
    @found = _limit($req, 100, @found);
    return { %{ StandIn::Ocs::ok($ctx, []) }, status => 304, body => '' } if !@found;
    return StandIn::Ocs::ok($ctx, [ map { view($ctx, $room, $_) } @found ],
        [ 'X-Chat-Last-Given' => $found[-1]{id} ]);
}

sub _limit {
    my ($req, $default, @list) = @_;
    my $limit = $req->param('limit') // $default;
    $limit = $MAX_LIMIT if $limit > $MAX_LIMIT;
    return @list > $limit ? @list[ 0 .. $limit - 1 ] : @list;
}

sub read_all {
    my ($ctx, $token) = @_;
    return StandIn::Talk::change($ctx, $token, sub {
        my ($talk, $room) = @_;
        $room->{members}{ $ctx->{uid} }{read} = $room->{messages}[-1]{id};
        return StandIn::Ocs::ok($ctx, StandIn::Talk::view($ctx, $room));
    });
}

sub _of_kind {
    my ($room, $kind) = @_;
    return grep { ($_->{kind} // '') eq $kind && !$_->{deleted} } reverse @{ $room->{messages} };
}

sub shared {
    my ($ctx, $token) = @_;
    my $req   = $ctx->{req};
    my $room  = StandIn::Talk::room($ctx, StandIn::Talk::load($ctx->{state}), $token);
    my $known = $req->param('lastKnownMessageId') // 0;
    my @found = _limit($req, 100, grep { !$known || $_->{id} < $known }
            _of_kind($room, $req->param('objectType') // ''));
    return StandIn::Ocs::ok($ctx,
        @found ? { map { ($_->{id} => view($ctx, $room, $_)) } @found } : []);
}

sub overview {
    my ($ctx, $token) = @_;
    my $room = StandIn::Talk::room($ctx, StandIn::Talk::load($ctx->{state}), $token);
    my %kinds;
    for my $kind (@KINDS) {
        my @found = _limit($ctx->{req}, 7, _of_kind($room, $kind));
        $kinds{$kind} = [ map { view($ctx, $room, $_) } @found ];
    }
    return StandIn::Ocs::ok($ctx, \%kinds);
}

# ---- changing ----------------------------------------------------------------------

# The answer is what Talk says about the change; beneath it is the message.
sub _change_own {
    my ($ctx, $token, $id, $code, $change) = @_;
    return StandIn::Talk::change($ctx, $token, sub {
        my ($talk, $room) = @_;
        my $message = _find($room, $id) // StandIn::Talk::fail(404, 'message');
        StandIn::Talk::fail(403, 'permission') if $message->{actor} ne $ctx->{uid};
        $change->($room, $message);
        my $said = system_message($ctx, $talk, $room, $code, parent => $message->{id});
        return StandIn::Ocs::ok($ctx, view($ctx, $room, $said));
    });
}

sub edit {
    my ($ctx, $token, $id) = @_;
    my $text = $ctx->{req}->param('message') // '';
    return _change_own($ctx, $token, $id, 'message_edited', sub {
        my ($room, $message) = @_;
        StandIn::Talk::fail(400, 'message') if $text !~ /\S/;
        %$message = (%$message, _mentions($room, $text), edited => time);
    });
}

sub remove {
    my ($ctx, $token, $id) = @_;
    return _change_own($ctx, $token, $id, 'message_deleted', sub {
        my ($room, $message) = @_;
        @$message{qw(deleted reactions)} = (1, {});
    });
}

# ---- reactions ---------------------------------------------------------------------

sub _reaction_list {
    my ($message, $only) = @_;
    my %list;
    for my $emoji (keys %{ $message->{reactions} }) {
        next if defined $only && $only ne $emoji;
        my $when = $message->{reactions}{$emoji};
        $list{$emoji} = [ map { {
            actorType => 'users', actorId => $_, timestamp => $when->{$_},
            actorDisplayName => StandIn::Users::display($_),
        } } reverse sort keys %$when ];
    }
    return \%list;
}

sub reactions {
    my ($ctx, $token, $id) = @_;
    my $room = StandIn::Talk::room($ctx, StandIn::Talk::load($ctx->{state}), $token);
    my $message = _find($room, $id) // StandIn::Talk::fail(404, undef);
    return StandIn::Ocs::ok($ctx,
        _reaction_list($message, $ctx->{req}->param('reaction')));
}

sub react {
    my ($ctx, $token, $id) = @_;
    my $emoji = $ctx->{req}->param('reaction') // '';
    return StandIn::Talk::change($ctx, $token, sub {
        my ($talk, $room) = @_;
        StandIn::Talk::fail(400, undef) if $emoji !~ /^(?=.*\p{Extended_Pictographic})\X\z/;
        my $message = _find($room, $id) // StandIn::Talk::fail(404, undef);
        my $again = $message->{reactions}{$emoji}{ $ctx->{uid} };
        $message->{reactions}{$emoji}{ $ctx->{uid} } //= time;
        system_message($ctx, $talk, $room, 'reaction', text => $emoji, parent => $id) if !$again;
        my $list = _reaction_list($message);
        return $again ? StandIn::Ocs::ok($ctx, $list) : StandIn::Ocs::created($ctx, $list);
    });
}

sub unreact {
    my ($ctx, $token, $id) = @_;
    my $emoji = $ctx->{req}->param('reaction') // '';
    return StandIn::Talk::change($ctx, $token, sub {
        my ($talk, $room) = @_;
        my $message = _find($room, $id);
        my $had = $message && $message->{reactions}{$emoji};
        StandIn::Talk::fail(404, undef) if !$had || !delete $had->{ $ctx->{uid} };
        delete $message->{reactions}{$emoji} if !%$had;
        my ($first) = grep { $_->{system} eq 'reaction' && $_->{text} eq $emoji
                && $_->{parent} == $id && $_->{actor} eq $ctx->{uid} } @{ $room->{messages} };
        @$first{qw(system text)} = ('reaction_deleted', 'Reaction deleted by author');
        system_message($ctx, $talk, $room, 'reaction_revoked', parent => $id);
        return StandIn::Ocs::ok($ctx, _reaction_list($message));
    });
}

1;
