# SPDX-License-Identifier: Apache-2.0
# COPY and MOVE. Overwriting is the default; what was there goes to the trash.
package StandIn::Move;
use strict;
use warnings;
use StandIn::Condition ();
use StandIn::Dav ();
use StandIn::Error ();
use StandIn::Files ();
use StandIn::Home ();
use StandIn::Locks ();
use StandIn::Names ();
use StandIn::Shares ();
use StandIn::Tree ();

sub copy { return _transfer('copy', @_) }
sub move { return _transfer('move', @_) }

sub _transfer {
    my ($kind, $ctx, $uid, @names) = @_;
    my $state = $ctx->{state};
    return $state->update(sub {
        my $source = StandIn::Home::must_find($state, $uid, @names);
        StandIn::Condition::writing($ctx, $source->{node});
        my @to = destination($ctx, 'files');
        _check($ctx, $kind, $source, $uid, @to);
        my ($old) = StandIn::Home::find($state, $uid, @to);
        _overwrite($ctx, $old, \@names, \@to) if $old;
        my $node = $kind eq 'copy'
            ? _copy($ctx, $source, $uid, @to)
            : _move($ctx, $source, $uid, @to);
        return _reply($ctx, $kind, $node, $old);
    });
}

sub _reply {
    my ($ctx, $kind, $node, $old) = @_;
    my $etag = qq{"$node->{etag}"};
    my @etags = $kind eq 'move' && !$old && !StandIn::Tree::is_dir($node)
        ? ([ 'OC-ETag' => $etag ], [ ETag => $etag ]) : ();
    return StandIn::Dav::empty($ctx, $old ? 204 : 201, @etags,
        [ 'OC-FileId' => StandIn::Files::file_id($node) ]);
}

# The path in the Destination header; its host does not matter.
sub destination {
    my ($ctx, $collection) = @_;
    my $header = $ctx->{req}->header('Destination');
    StandIn::Error::dav('BadRequest',
        'The destination header was not supplied') if !defined $header;
    $header =~ s{^[a-z]+://[^/]*}{}i;
    my ($entry, $service, @names) = $ctx->{req}->segments($header);
    return @names if ($service // '') eq 'webdav' && $collection eq 'files';
    my ($where, $uid, @rest) = ($service // '') eq 'dav' ? @names : ();
    StandIn::Error::dav('Forbidden', 'Destination uri (' . $header
        . ') is out of server base uri') if ($where // '') ne $collection;
    StandIn::Error::dav('Forbidden', 'Permission denied to create file'
        . ' (filename ' . ($rest[-1] // '') . ')')
        if ($uid // '') ne $ctx->{uid};
    return @rest;
}

sub _check {
    my ($ctx, $kind, $source, $uid, @to) = @_;
    my @from = @{ $source->{names} };
    StandIn::Error::dav('Forbidden', 'Source and destination uri are'
        . ' identical.') if "@from" eq "@to" && @from == @to;
    StandIn::Error::dav('Conflict', 'The destination may not be part of the'
        . ' same subtree as the source path.') if _starts_with(\@to, \@from);
    my ($parent) = StandIn::Home::find($ctx->{state}, $uid, @to[ 0 .. $#to - 1 ]);
    StandIn::Error::dav('Conflict', 'The destination node is not found')
        if !$parent || !StandIn::Tree::is_dir($parent->{node});
    StandIn::Names::check($to[-1]);
    StandIn::Home::require_permission($parent, $StandIn::Home::CREATE, '');
    StandIn::Locks::check($ctx, $source->{owner}, $source) if $kind eq 'move';
    _room($ctx, $source, $parent) if $kind eq 'copy';
    return;
}

sub _starts_with {
    my ($long, $short) = @_;
    return 0 if @$short >= @$long;
    return !grep { $long->[$_] ne $short->[$_] } 0 .. $#$short;
}

sub _room {
    my ($ctx, $source, $parent) = @_;
    my $free = StandIn::Tree::free($ctx->{state}, $parent->{owner});
    StandIn::Error::dav('InsufficientStorage', '')
        if defined $free && $source->{node}{size} > $free;
    return;
}

sub _overwrite {
    my ($ctx, $old, $from, $to) = @_;
    StandIn::Error::dav('PreconditionFailed', 'The destination node already'
        . ' exists, and the overwrite header is set to false',
        header => 'Overwrite')
        if uc($ctx->{req}->header('Overwrite') // 'T') eq 'F';
    # Replacing a folder by something inside it would delete the source.
    StandIn::Error::dav('Conflict', 'The destination may not be a parent of'
        . ' the source path.') if _starts_with($from, $to);
    StandIn::Locks::check($ctx, $old->{owner}, $old);
    StandIn::Files::discard($ctx, $old);
    return;
}

sub _parent {
    my ($ctx, $uid, @to) = @_;
    my ($parent) = StandIn::Home::find($ctx->{state}, $uid, @to[ 0 .. $#to - 1 ]);
    StandIn::Tree::change($ctx->{state}, $parent->{owner});
    return $parent;
}

sub _copy {
    my ($ctx, $source, $uid, @to) = @_;
    my $parent = _parent($ctx, $uid, @to);
    return StandIn::Tree::copy($ctx->{state}, $source->{tree}, $source->{node},
        $parent->{tree}, $parent->{node}, $to[-1]);
}

sub _move {
    my ($ctx, $source, $uid, @to) = @_;
    my $parent = _parent($ctx, $uid, @to);
    if ($source->{mount}) {
        StandIn::Shares::move_mount($ctx->{state}, $source->{share}, $uid, @to);
        return $source->{node};
    }
    StandIn::Home::require_permission($source, $StandIn::Home::UPDATE, '');
    return _across($ctx, $source, $parent, $to[-1])
        if $parent->{owner} ne $source->{owner};
    StandIn::Tree::detach($source->{tree}, $source->{node});
    StandIn::Tree::attach($source->{tree}, $source->{node},
        $parent->{node}, $to[-1]);
    return $source->{node};
}

# Between two accounts' storages a move is a copy and a delete.
sub _across {
    my ($ctx, $source, $parent, $name) = @_;
    my $node = StandIn::Tree::copy($ctx->{state}, $source->{tree},
        $source->{node}, $parent->{tree}, $parent->{node}, $name);
    StandIn::Files::discard($ctx, $source);
    return $node;
}

1;
