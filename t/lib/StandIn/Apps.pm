# SPDX-License-Identifier: Apache-2.0
# Which apps are there, as seen by the caller. A fresh stand-in has what a
# plain server has; the control interface adds and removes, for all or for one.
package StandIn::Apps;
use strict;
use warnings;
use StandIn::Capabilities ();

# Apps that this stand-in plays.
my %PLAYED = map { $_ => 1 } qw(bookmarks circles cookbook deck
    forms mail notes spreed tables);

# Apps of a plain server without capabilities of their own, and names under
# which apps show up elsewhere than in the capabilities.
my %SHIPPED = map { $_ => 1 } qw(dashboard photos comments dav settings
    text users accounts apps contactsinteraction core files);

sub enabled {
    my ($ctx, $app) = @_;
    my $rules = $ctx->{control}{apps} // {};
    my $uid   = $ctx->{uid} // '';
    for my $rule ($rules->{user}{$uid}, $rules->{all}) {
        return $rule->{$app} if $rule && defined $rule->{$app};
        return $rule->{'*'}  if $rule && defined $rule->{'*'};
    }
    return 1 if $SHIPPED{$app} || $PLAYED{$app} && !$rules->{plain};
    return scalar grep { $_ eq $app } StandIn::Capabilities::plain_keys();
}

# Was it added by name? For apps that no recorded answer knows.
sub added {
    my ($ctx, $app) = @_;
    my $rules = $ctx->{control}{apps} // {};
    return scalar grep { $_ && $_->{$app} }
        $rules->{user}{ $ctx->{uid} // '' }, $rules->{all};
}

# { "set": ["deck", ...] | "all" | "default", "add": [...], "remove": [...], "user": uid,
#   "plain": 1 | 0: what a plain server has, and nothing else that is played }
sub change {
    my ($apps, $params) = @_;
    $apps->{plain} = $params->{plain} if defined $params->{plain};
    my $rule = defined $params->{user}
        ? \$apps->{user}{ $params->{user} } : \$apps->{all};
    if (($params->{set} // '') eq 'default') {
        undef $$rule;
        return;
    }
    $$rule = {} if defined $params->{set};
    $$rule->{'*'} = _wants_all($params->{set}) if defined $params->{set};
    $$rule->{$_} = 1 for _list($params->{set}), _list($params->{add});
    $$rule->{$_} = 0 for _list($params->{remove});
    delete $$rule->{all};
    return;
}

sub _wants_all {
    my ($set) = @_;
    return !ref $set && $set eq 'all' ? 1 : 0;
}

# A JSON list, or names separated by commas.
sub _list {
    my ($value) = @_;
    return if !defined $value;
    return ref $value ? @$value : split /\s*,\s*/, $value;
}

1;
