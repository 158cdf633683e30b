# SPDX-License-Identifier: Apache-2.0
# notifications: what people are told of. The administrator and Talk tell.
package StandIn::Notifications;
use strict;
use warnings;
use Digest::MD5 ();
use POSIX ();
use StandIn::Error ();
use StandIn::Fixture ();
use StandIn::Json ();
use StandIn::Ocs ();
use StandIn::Users ();

my $API = '/apps/notifications/api/v2';
my $PLAIN   = StandIn::Fixture::data('533-notification-get');
my $MENTION = StandIn::Fixture::data('1784-notification-get');

sub routes {
    return (
        [ GET    => qr{^$API/notifications$},       \&list ],
        [ GET    => qr{^$API/notifications/(\d+)$}, \&get ],
        [ DELETE => qr{^$API/notifications/(\d+)$}, \&remove ],
        [ POST   => qr{^$API/admin_notifications/([^/]+)$}, \&tell ],
    );
}

sub _load {
    my ($ctx) = @_;
    return $ctx->{state}->load('notifications') // { seq => 0, of => {} };
}

# With the lock held. %what: subject and message, or a room's token and title.
sub add {
    my ($ctx, $uid, %what) = @_;
    my $all = _load($ctx);
    push @{ $all->{of}{$uid} }, { id => ++$all->{seq}, time => time, %what };
    $ctx->{state}->put(notifications => $all);
    return;
}

sub _view {
    my ($uid, $one) = @_;
    my $view = {
        %{ $one->{token} ? $MENTION : $PLAIN }, notification_id => $one->{id}, user => $uid,
        datetime => POSIX::strftime('%Y-%m-%dT%H:%M:%S+00:00', gmtime $one->{time}),
        subject => $one->{subject}, message => $one->{message},
    };
    @$view{qw(subjectRich messageRich)} = @$one{qw(subject message)} if !$one->{token};
    $view->{object_id} = "$one->{token}/$one->{id}" if $one->{token};
    return $view;
}

sub list {
    my ($ctx) = @_;
    my @mine = reverse @{ _load($ctx)->{of}{ $ctx->{uid} } // [] };
    my @list = map { _view($ctx->{uid}, $_) } @mine;
    my $etag = Digest::MD5::md5_hex(StandIn::Json::encode(\@list));
    return StandIn::Ocs::ok($ctx, StandIn::Fixture::rebase($ctx, \@list),
        [ ETag => qq{"$etag"} ]);
}

sub get {
    my ($ctx, $id) = @_;
    my ($one) = grep { $_->{id} == $id } @{ _load($ctx)->{of}{ $ctx->{uid} } // [] };
    StandIn::Error::ocs(404, '', data => undef) if !$one;
    return StandIn::Ocs::ok($ctx, StandIn::Fixture::rebase($ctx, _view($ctx->{uid}, $one)));
}

# Of what is not there, or another's, it says the same.
sub remove {
    my ($ctx, $id) = @_;
    $ctx->{state}->update(sub {
        my $all = _load($ctx);
        my $mine = $all->{of}{ $ctx->{uid} } //= [];
        @$mine = grep { $_->{id} != $id } @$mine;
        $ctx->{state}->put(notifications => $all);
        return;
    });
    return StandIn::Ocs::ok($ctx, []);
}

sub tell {
    my ($ctx, $uid) = @_;
    my $req = $ctx->{req};
    StandIn::Error::ocs(403, 'Logged in account must be an admin')
        if !grep { $_ eq 'admin' } @{ StandIn::Users::get($ctx->{uid})->{groups} };
    StandIn::Error::ocs(404, '') if !StandIn::Users::get($uid);
    $ctx->{state}->update(sub {
        add($ctx, $uid, subject => $req->param('shortMessage') // '',
            message => $req->param('longMessage') // '');
    });
    return StandIn::Ocs::ok($ctx, []);
}

1;
