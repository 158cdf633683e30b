# SPDX-License-Identifier: Apache-2.0
# Files that the control interface declared locked, as by a running upload.
package StandIn::Locks;
use strict;
use warnings;
use StandIn::Error ();
use StandIn::Home ();
use StandIn::Tree ();

# Locks are kept as "owner:/path/in/owner's/home".
sub check {
    my ($ctx, $owner, $place) = @_;
    my $locks = $ctx->{control}{locks} // {};
    return if !%$locks;
    my $path = _owner_path($place);
    return if !$locks->{"$owner:$path"};
    StandIn::Error::dav('FileLocked',
        '"' . StandIn::Home::path($place) . '" is locked');
}

sub _owner_path {
    my ($place) = @_;
    return StandIn::Home::path($place) if !$place->{share};
    my $names = StandIn::Tree::path($place->{tree}, $place->{node}) // [];
    return '/' . join '/', @$names;
}

1;
