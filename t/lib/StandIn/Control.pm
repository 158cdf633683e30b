# SPDX-License-Identifier: Apache-2.0
# /standin-control: how tests change the weather. POST a form or JSON.
#   reset                          everything as after the first start
#   maintenance  on=1|0
#   throttle     mode=on|off|count (count: really count failures per address)
#   trusted_proxies list=127.0.0.1 (X-Forwarded-For counts behind these)
#   delay_ms     ms=250            every request waits that long
#   hold         mode=on|pass|off  on: every request waits until off;
#                                  pass: only those do that wait already
#   lock         path=/a.txt user=alice on=1|0   that file answers 423
#   revoke       user=alice on=1|0 that account's app password is refused
#   apps         add=, remove=, set=, user=      see Apps.pm
#   task_types   set=core:audio2text,…     what AI providers there are
#   down         mode=off|500|502|503|504|login|redirect|garbage|empty
#   conversions  on=1|0
# GET log gives the requests since the last reset, one JSON object per line;
# GET state gives the settings.
package StandIn::Control;
use strict;
use warnings;
use StandIn::Apps ();
use StandIn::Json ();
use StandIn::Outage ();
use StandIn::Users ();

my %ACTIONS = (
    maintenance => sub { $_[0]{maintenance} = _on($_[1]) },
    conversions => sub { $_[0]{no_conversions} = !_on($_[1]) },
    throttle    => \&_throttle,
    trusted_proxies => sub { $_[0]{trusted_proxies} = _list($_[1]{list}) },
    delay_ms => sub { $_[0]{delay_ms} = 0 + ($_[1]{ms} || 0) },
    hold     => \&_hold,
    lock     => \&_lock,
    down     => \&_down,
    revoke   => \&_revoke,
    task_types => sub {
        $_[0]{task_types} = { map { $_ => 1 } @{ _list($_[1]{set}) } };
    },
    apps     => sub { StandIn::Apps::change($_[0]{apps} //= {}, $_[1]) },
);

sub settings {
    my ($state) = @_;
    return $state->load('control') // {};
}

sub handle {
    my ($req, $state) = @_;
    my ($action) = $req->path =~ m{^/standin-control/?([a-z_]*)$};
    $action //= '';
    if ($req->method eq 'GET') {
        return _text('application/x-ndjson', $state->read_log)
            if $action eq 'log';
        return _json(200, settings($state)) if $action eq 'state';
    }
    return _json(405, { error => 'POST expected' }) if $req->method ne 'POST';
    if ($action eq 'reset') {
        $state->reset;
        return _json(200, { ok => StandIn::Json::true() });
    }
    return _change($req, $state, $action);
}

sub _change {
    my ($req, $state, $action) = @_;
    my $code = $ACTIONS{$action}
        or return _json(404, { error => "no such action: $action" });
    my $params   = $req->params;
    my $settings = eval {
        $state->update(sub {
            my $control = settings($state);
            $code->($control, $params);
            return $state->put(control => $control);
        });
    };
    return _json(200, $settings) if $settings;
    my $error = "$@";
    chomp $error;
    return _json(400, { error => $error });
}

# on=1, on=true, "on": true; nothing said means on.
sub _on {
    my ($params) = @_;
    my $on = $params->{on} // 1;
    return $on && $on !~ /^(?:0|off|false)$/ ? 1 : 0;
}

sub _list {
    my ($value) = @_;
    return $value if ref $value;
    return [ split /\s*,\s*/, $value // '' ];
}

sub _throttle {
    my ($control, $params) = @_;
    my $mode = $params->{mode} // (_on($params) ? 'on' : 'off');
    die "throttle mode: on, off or count\n" if $mode !~ /^(?:on|off|count)$/;
    $control->{throttle} = $mode;
    return;
}

sub _hold {
    my ($control, $params) = @_;
    my $mode = $params->{mode} // 'on';
    die "hold mode: on, pass or off\n" if $mode !~ /^(?:on|pass|off)$/;
    $control->{hold} = $mode;
    return;
}

sub _lock {
    my ($control, $params) = @_;
    my $path = $params->{path} // die "lock needs a path\n";
    my $key  = ($params->{user} // 'alice') . ":$path";
    if (_on($params)) { $control->{locks}{$key} = 1 }
    else              { delete $control->{locks}{$key} }
    return;
}

sub _revoke {
    my ($control, $params) = @_;
    my $uid = StandIn::Users::by_login($params->{user} // '')
        // die "revoke needs a user\n";
    if (_on($params)) { $control->{revoked}{$uid} = 1 }
    else              { delete $control->{revoked}{$uid} }
    return;
}

sub _down {
    my ($control, $params) = @_;
    my $mode  = $params->{mode} // '500';
    my @modes = ('off', StandIn::Outage::modes());
    die "down mode: @modes\n" if !grep { $_ eq $mode } @modes;
    $control->{down} = $mode;
    return;
}

sub _json {
    my ($status, $data) = @_;
    my $reply = _text('application/json', StandIn::Json::encode($data) . "\n");
    $reply->{status} = $status;
    return $reply;
}

sub _text {
    my ($type, $body) = @_;
    return { status => 200, type => $type, body => $body };
}

1;
