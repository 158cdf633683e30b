# SPDX-License-Identifier: Apache-2.0
# The accounts of the stand-in. They are fixed; only their data changes.
package StandIn::Users;
use strict;
use warnings;

my $KB = 1024;

my %USERS = (
    alice => { display => 'Alice A', groups => ['team'] },
    bob   => { display => 'Bob',     groups => ['team'] },
    carol => { display => 'Carol',   groups => [], quota => $KB },
    admin => { display => 'admin',   groups => ['admin'] },
    dave  => { display => 'Dave',    groups => [], disabled => 1 },
    map {
        my $uid = sprintf 'u%03d', $_;
        ($uid => { display => uc $uid, groups => [] })
    } 0 .. 49,
);

sub get {
    my ($uid) = @_;
    return $USERS{$uid};
}

sub all { return sort keys %USERS }

sub display { return $USERS{ $_[0] }{display} }
sub quota   { return $USERS{ $_[0] }{quota} }
sub email   { return "$_[0]\@example.test" }

sub app_password { return "app-$_[0]" }

# Login names are the uid in any letter case, or the e-mail address.
sub by_login {
    my ($login) = @_;
    my $uid = lc $login;
    $uid =~ s/\@example\.test$//;
    return $USERS{$uid} ? $uid : undef;
}

sub by_token {
    my ($token) = @_;
    return if $token !~ /^app-(.+)$/s;
    return $USERS{$1} ? $1 : undef;
}

sub groups {
    my %seen;
    $seen{$_} = 1 for map { @{ $_->{groups} } } values %USERS;
    return sort keys %seen;
}

1;
