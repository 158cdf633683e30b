# SPDX-License-Identifier: Apache-2.0
# Who is calling? Only decides; each dialect words the refusal in its own way.
package StandIn::Auth;
use strict;
use warnings;
use MIME::Base64 ();
use StandIn::Users ();

# More failures than this on record, and Basic logins of the address are shut.
my $FAILURES_ALLOWED = 10;

# { state, uid?, scheme }; state is one of
#   none       no usable credentials; 'bearer' in lower case is none too
#   ok         uid is set
#   wrong      Basic with a wrong pair
#   bad-token  Bearer with a wrong token
#   disabled   right credentials of a disabled account
#   throttled  Basic while the address is blocked
sub check {
    my ($req, $state, $control) = @_;
    my $header = $req->header('Authorization') // '';
    return _bearer($control, $1) if $header =~ /^Bearer (.*)$/s;
    return _basic($req, $state, $control, $1)
        if $header =~ /^Basic (.*)$/is;
    return { state => 'none', scheme => '' };
}

sub _bearer {
    my ($control, $token) = @_;
    my $uid = StandIn::Users::by_token($token);
    return { state => 'bad-token', scheme => 'bearer' }
        if !defined $uid || $control->{revoked}{$uid};
    return _known($uid, 'bearer');
}

sub _basic {
    my ($req, $state, $control, $pair) = @_;
    my $mode = $control->{throttle} // 'off';
    my $address = client_address($req, $control);
    return { state => 'throttled', scheme => 'basic' }
        if $mode eq 'on' || $mode eq 'count' && _blocked($state, $address);
    my ($login, $password) = split /:/, MIME::Base64::decode($pair), 2;
    my $uid = StandIn::Users::by_login($login // '');
    if (defined $uid && !$control->{revoked}{$uid}
        && ($password // '') eq StandIn::Users::app_password($uid)) {
        _clear_failures($state, $address, $uid) if $mode eq 'count';
        return _known($uid, 'basic');
    }
    _count_failure($state, $address, $uid // lc($login // ''))
        if $mode eq 'count';
    return { state => 'wrong', scheme => 'basic' };
}

sub _known {
    my ($uid, $scheme) = @_;
    my $disabled = StandIn::Users::get($uid)->{disabled};
    return {
        state => $disabled ? 'disabled' : 'ok',
        uid => $uid, scheme => $scheme
    };
}

# The peer, or the rightmost address that is not a trusted proxy's.
sub client_address {
    my ($req, $control) = @_;
    my %trusted = map { $_ => 1 } @{ $control->{trusted_proxies} // [] };
    my $peer = $req->peer;
    return $peer if !$trusted{$peer};
    my @hops = split /\s*,\s*/, $req->header('X-Forwarded-For') // '';
    for my $hop (reverse @hops) {
        return $hop if $hop =~ /^[0-9a-fA-F.:]+$/ && !$trusted{$hop};
    }
    return $peer;
}

sub _blocked {
    my ($state, $address) = @_;
    my $attempts = $state->load('attempts') // {};
    my $all = 0;
    $all += $_ for values %{ $attempts->{$address} // {} };
    return $all > $FAILURES_ALLOWED;
}

sub _count_failure {
    my ($state, $address, $login) = @_;
    $state->update(sub {
        my $attempts = $state->load('attempts') // {};
        $attempts->{$address}{$login}++;
        $state->put(attempts => $attempts);
        return;
    });
    return;
}

# A login that works forgives the same login's failures, not those of others.
sub _clear_failures {
    my ($state, $address, $login) = @_;
    my $attempts = $state->load('attempts') // {};
    return if !$attempts->{$address} || !$attempts->{$address}{$login};
    $state->update(sub {
        my $now = $state->load('attempts') // {};
        delete $now->{$address}{$login};
        $state->put(attempts => $now);
        return;
    });
    return;
}

1;
