# SPDX-License-Identifier: Apache-2.0
# PROPPATCH: favourites, the modification time, and any dead property.
package StandIn::Proppatch;
use strict;
use warnings;
use StandIn::Dav ();
use StandIn::Home ();
use StandIn::Props ();
use StandIn::Tree ();
use StandIn::Xml ();

my $FAVORITE = "{$StandIn::Xml::OC}favorite";
my %MTIME = map { $_ => 1 } '{DAV:}lastmodified', '{DAV:}getlastmodified';

sub files {
    my ($ctx, $uid, @names) = @_;
    my @changes = changes($ctx);
    my $state   = $ctx->{state};
    return $state->update(sub {
        my $place = StandIn::Home::must_find($state, $uid, @names);
        StandIn::Tree::change($state, $place->{owner});
        my %failed = map { ($_->[0] => 1) }
            grep { !_apply($ctx, $place, @$_) } @changes;
        return reply($ctx, StandIn::Props::href($ctx, $place),
            \@changes, \%failed);
    });
}

# [ Clark name, text or undef for remove ], in document order.
sub changes {
    my ($ctx) = @_;
    my $root = StandIn::Xml::parse($ctx->{req}->body);
    my @out;
    for my $step (StandIn::Xml::elements($root)) {
        my $remove = $step->localname eq 'remove';
        my ($prop) = StandIn::Xml::elements($step) or next;
        push @out, [ StandIn::Xml::clark($_),
            $remove ? undef : $_->textContent ]
            for StandIn::Xml::elements($prop);
    }
    return @out;
}

sub _apply {
    my ($ctx, $place, $name, $text) = @_;
    my $node = $place->{node};
    if ($name eq $FAVORITE) {
        $node->{favorite}{ $place->{viewer} } = $text ? 1 : 0;
    }
    elsif ($MTIME{$name}) {
        return 0 if !defined $text || $text !~ /^\d+$/;
        $node->{mtime} = 0 + $text;
        $node->{etag} = StandIn::Tree::file_etag($node);
    }
    elsif (StandIn::Props::known($name)) { return 0 }
    elsif (defined $text)                { $node->{props}{$name} = $text }
    else                                 { delete $node->{props}{$name} }
    return 1;
}

sub reply {
    my ($ctx, $href, $changes, $failed) = @_;
    my @good = map { [ $_->[0] ] } grep { !$failed->{ $_->[0] } } @$changes;
    my @bad  = map { [ $_->[0] ] } grep { $failed->{ $_->[0] } } @$changes;
    my @propstats;
    push @propstats, _propstat('200 OK', @good) if @good;
    push @propstats, _propstat('403 Forbidden', @bad) if @bad;
    return StandIn::Dav::multistatus($ctx,
        [ [ '{DAV:}response', [ '{DAV:}href', $href ], @propstats ] ],
        headers => [ [ Vary => 'Brief,Prefer' ] ]);
}

sub _propstat {
    my ($status, @props) = @_;
    return [ '{DAV:}propstat', [ '{DAV:}prop', @props ],
        [ '{DAV:}status', "HTTP/1.1 $status" ] ];
}

1;
