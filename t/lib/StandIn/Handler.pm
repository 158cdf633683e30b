# SPDX-License-Identifier: Apache-2.0
# Entry of the stand-in Nextcloud: one mod_perl response handler for all of
# its URLs. Nothing here survives a request; see State.pm.
package StandIn::Handler;
use strict;
use warnings;
use Apache2::Log ();
use Digest::SHA ();
use Time::HiRes ();
use StandIn::Auth ();
use StandIn::Control ();
use StandIn::Dav ();
use StandIn::Error ();
use StandIn::IndexPhp ();
use StandIn::Json ();
use StandIn::Ocs ();
use StandIn::Outside ();
use StandIn::Outage ();
use StandIn::Reply ();
use StandIn::Request ();
use StandIn::State ();
use StandIn::Xml ();

my @AREAS = (
    [ qr{^/ocs/},                        'ocs',    \&StandIn::Ocs::handle ],
    [ qr{^/(?:remote|public)\.php(?:/|$)}, 'dav',  \&StandIn::Dav::handle ],
    [ qr{^/status\.php(?:/|$)},  'status', \&StandIn::IndexPhp::status ],
    [ qr{^/outside/},            'outside', \&StandIn::Outside::handle ],
    [ qr{^/},                    'index',  \&StandIn::IndexPhp::handle ],
);

sub handler : method {
    my ($class, $r) = @_;
    my $req   = StandIn::Request->new($r);
    my $state = StandIn::State->new($req->state);
    return StandIn::Reply::send($r, StandIn::Control::handle($req, $state))
        if $req->path =~ m{^/standin-control(?:/|$)};
    my $ctx = _context($req, $state);
    _log($ctx);
    _wait($ctx);
    return StandIn::Reply::send($r, _answer($ctx));
}

# Held no longer than any test goes on, so that none is for ever.
sub _wait {
    my ($ctx) = @_;
    my $control = $ctx->{control};
    Time::HiRes::sleep($control->{delay_ms} / 1000) if $control->{delay_ms};
    return if ($control->{hold} // '') ne 'on';
    for (1 .. 6000) {
        my $now = StandIn::State->new($ctx->{state}->dir);
        last if (StandIn::Control::settings($now)->{hold} // 'off') eq 'off';
        Time::HiRes::sleep(0.02);
    }
    return;
}

sub _context {
    my ($req, $state) = @_;
    my $control = StandIn::Control::settings($state);
    my $auth    = StandIn::Auth::check($req, $state, $control);
    return {
        req => $req, state => $state, control => $control, auth => $auth,
        uid => $auth->{state} eq 'ok' ? $auth->{uid} : undef,
    };
}

# The Authorization header itself is never written anywhere.
sub _log {
    my ($ctx) = @_;
    my $req  = $ctx->{req};
    my $auth = $req->header('Authorization');
    my $line = StandIn::Json::encode(StandIn::Json::ordered(
        time => 0 + sprintf('%.6f', Time::HiRes::time()),
        method => $req->method, uri => $req->raw,
        auth_sha256 => defined $auth ? Digest::SHA::sha256_hex($auth) : undef,
        uid => $ctx->{uid}, xff => $req->header('X-Forwarded-For'),
        host => $req->header('Host'),
        user_agent => $req->header('User-Agent'),
        cookie => $req->header('Cookie'),
    ));
    $ctx->{state}->append_log("$line\n");
    return;
}

sub _answer {
    my ($ctx) = @_;
    my $outage = StandIn::Outage::reply($ctx->{control}{down});
    return $outage if $outage;
    my $path = $ctx->{req}->path;
    my ($area) = grep { $path =~ $_->[0] } @AREAS;
    my $reply = eval { $area->[2]->($ctx) };
    return $reply // _failed($ctx, $area->[1], $@);
}

sub _failed {
    my ($ctx, $area, $error) = @_;
    if (!ref $error) {
        $ctx->{req}->r->log_error("stand-in: $error");
        $error = bless { dialect => $area, status => 500, code => 996,
            class => 'Exception', message => "Internal Server Error\n" },
            'StandIn::Error';
    }
    return $error->{reply} if $error->{dialect} eq 'reply';
    return StandIn::Ocs::failure($ctx, $error) if $area eq 'ocs';
    return StandIn::Dav::failure($ctx, $error) if $area eq 'dav';
    return StandIn::Reply::html($error->{status}, 'Internal Server Error',
        'The server was unable to complete your request.');
}

1;
