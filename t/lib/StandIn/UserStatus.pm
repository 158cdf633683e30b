# SPDX-License-Identifier: Apache-2.0
# user_status: whether people are there, and what they say about it.
package StandIn::UserStatus;
use strict;
use warnings;
use StandIn::Error ();
use StandIn::Json ();
use StandIn::Ocs ();

my $API = '/apps/user_status/api/v1';
my $MAX_MESSAGE = 80;
my %KNOWN = map { ($_ => 1) } qw(online away dnd busy invisible offline);

sub routes {
    return (
        [ GET    => qr{^$API/user_status$},                \&own ],
        [ PUT    => qr{^$API/user_status/status$},         \&set_status ],
        [ PUT    => qr{^$API/user_status/message/custom$}, \&set_message ],
        [ DELETE => qr{^$API/user_status/message$},        \&clear_message ],
        [ GET    => qr{^$API/statuses$},                   \&all ],
        [ GET    => qr{^$API/statuses/([^/]+)$},           \&of_user ],
    );
}

sub _load {
    my ($ctx) = @_;
    return $ctx->{state}->load('user_status') // {};
}

sub _own_view {
    my ($uid, $status) = @_;
    return {
        userId => $uid, message => $status->{message}, messageId => undef,
        messageIsPredefined => StandIn::Json::false(), icon => $status->{icon},
        clearAt => $status->{clear}, status => $status->{status},
        statusIsUserDefined => StandIn::Json::true(),
    };
}

# Others see the invisible as away for good.
sub _public_view {
    my ($uid, $status) = @_;
    return {
        userId => $uid, message => $status->{message}, icon => $status->{icon},
        clearAt => $status->{clear},
        status => $status->{status} eq 'invisible' ? 'offline' : $status->{status},
    };
}

sub own {
    my ($ctx) = @_;
    my $status = _load($ctx)->{ $ctx->{uid} };
    StandIn::Error::ocs(404, 'No status for the current user') if !$status;
    return StandIn::Ocs::ok($ctx, _own_view($ctx->{uid}, $status));
}

sub all {
    my ($ctx) = @_;
    my $known = _load($ctx);
    return StandIn::Ocs::ok($ctx, [ map { _public_view($_, $known->{$_}) } sort keys %$known ]);
}

sub of_user {
    my ($ctx, $uid) = @_;
    my $status = _load($ctx)->{$uid};
    StandIn::Error::ocs(404, 'No status for the requested userId') if !$status;
    return StandIn::Ocs::ok($ctx, _public_view($uid, $status));
}

sub _change {
    my ($ctx, %new) = @_;
    return $ctx->{state}->update(sub {
        my $known  = _load($ctx);
        my $status = $known->{ $ctx->{uid} } //= { status => 'offline' };
        %$status = (%$status, %new);
        $ctx->{state}->put(user_status => $known);
        return StandIn::Ocs::ok($ctx, _own_view($ctx->{uid}, $status));
    });
}

sub set_status {
    my ($ctx) = @_;
    my $type = $ctx->{req}->param('statusType') // '';
    StandIn::Error::ocs(400, qq{Status-type "$type" is not supported}) if !$KNOWN{$type};
    return _change($ctx, status => $type);
}

# What is not sent is gone.
sub set_message {
    my ($ctx) = @_;
    my ($icon, $message, $clear) =
        map { $ctx->{req}->param($_) } qw(statusIcon message clearAt);
    StandIn::Error::ocs(400, 'Status-Icon is longer than one character')
        if length($icon // '') && $icon !~ /^\X\z/;
    StandIn::Error::ocs(400, 'Message is longer than supported length of'
            . " $MAX_MESSAGE characters") if length($message // '') > $MAX_MESSAGE;
    StandIn::Error::ocs(400, 'ClearAt is in the past') if defined $clear && $clear < time;
    return _change($ctx, icon => $icon, message => $message, clear => $clear);
}

sub clear_message {
    my ($ctx) = @_;
    _change($ctx, icon => undef, message => undef, clear => undef);
    return StandIn::Ocs::ok($ctx, []);
}

1;
