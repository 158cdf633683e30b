# SPDX-License-Identifier: Apache-2.0
# GET files/api/v1/folder-tree: a bare array, not an OCS envelope.
package StandIn::FolderTree;
use strict;
use warnings;
use StandIn::Home ();
use StandIn::Json ();
use StandIn::Ocs ();
use StandIn::Reply ();
use StandIn::Tree ();

sub get {
    my ($ctx) = @_;
    my $path  = $ctx->{req}->param('path') // '/';
    my $depth = $ctx->{req}->param('depth') // 1;
    my @names = grep { length } split m{/}, $path;
    my ($place) = StandIn::Home::find($ctx->{state}, $ctx->{uid}, @names);
    my @user = StandIn::Ocs::user_header($ctx);
    return StandIn::Reply::json(404, { message => 'Invalid folder path' },
        @user) if !$place || !StandIn::Tree::is_dir($place->{node});
    $depth = $depth =~ /^\d+$/ ? $depth : 1;
    return StandIn::Reply::json(200, _folders($ctx, $place, $depth), @user);
}

# displayName is only given where it differs from the name.
sub _folders {
    my ($ctx, $place, $depth) = @_;
    return [] if $depth < 1;
    my @folders = grep { StandIn::Tree::is_dir($_->{node}) }
        StandIn::Home::children($ctx->{state}, $place);
    return [ map {
        StandIn::Json::ordered(id => 0 + $_->{node}{id},
            basename => $_->{names}[-1],
            children => _folders($ctx, $_, $depth - 1))
    } @folders ];
}

1;
