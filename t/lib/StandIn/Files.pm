# SPDX-License-Identifier: Apache-2.0
# GET, HEAD, PUT, MKCOL and DELETE below /remote.php/dav/files/{uid}/.
package StandIn::Files;
use strict;
use warnings;
use StandIn::Date ();
use StandIn::Condition ();
use StandIn::Dav ();
use StandIn::Error ();
use StandIn::Home ();
use StandIn::Locks ();
use StandIn::Names ();
use StandIn::Request ();
use StandIn::Shares ();
use StandIn::Tree ();

# ---- reading -------------------------------------------------------------------

sub get {
    my ($ctx, $uid, @names) = @_;
    my $place = StandIn::Home::must_find($ctx->{state}, $uid, @names);
    return StandIn::Dav::nothing() if StandIn::Tree::is_dir($place->{node});
    StandIn::Locks::check($ctx, $place->{owner}, $place);
    my $not_modified = StandIn::Condition::reading($ctx, $place->{node});
    return $not_modified if $not_modified;
    my $reply = content($ctx, $place->{node}, $place->{names}[-1]);
    _only_headers($reply)
        if StandIn::Condition::weak_match($ctx, $place->{node});
    return $reply;
}

# Sabre does not know weak etags and answers in full; the web server in front
# of it does, and keeps the headers only.
sub _only_headers {
    my ($reply) = @_;
    $reply->{status} = 304;
    delete @$reply{qw(file type)};
    return;
}

# A file's bytes, or the part asked for. Trash and versions use this as well,
# with an etag and a disposition of their own.
sub content {
    my ($ctx, $node, $name, %own) = @_;
    my $etag = $own{etag} // qq{"$node->{etag}"};
    my ($status, $offset, $length, @range) = _range($ctx, $node, $etag);
    my $quoted = StandIn::Request::rawurlencode($name);
    my $attach = $own{disposition}
        // qq{attachment; filename*=UTF-8''$quoted; filename="$quoted"};
    my @checksum = $node->{checksum}
        ? [ 'OC-Checksum' => $node->{checksum} ] : ();
    return {
        status => $status,
        type   => type_of($node),
        file   => $ctx->{state}->blob_file($node->{blob}),
        offset => $offset, length => $length,
        headers => [
            [ 'Content-Security-Policy' => "default-src 'none';" ],
            StandIn::Dav::ids($ctx), [ 'OC-ETag' => $etag ],
            [ 'Content-Disposition' => $attach ], @checksum,
            [ 'X-Accel-Buffering' => 'no' ],
            [ 'Last-Modified' => StandIn::Date::http($node->{mtime}) ],
            [ ETag => $etag ], @range,
        ],
    };
}

sub type_of {
    my ($node) = @_;
    my $mime = $node->{mime};
    return $mime =~ m{^text/} ? "$mime;charset=UTF-8" : $mime;
}

# (status, offset, length, headers). Only one range; Sabre knows no more.
sub _range {
    my ($ctx, $node, $etag) = @_;
    my $size = $node->{size};
    my $range = $ctx->{req}->header('Range') // '';
    my ($from, $to) = $range =~ /^bytes=(\d*)-(\d*)$/ or return (200, 0, $size);
    return (200, 0, $size) if !length $from && !length $to || !$size;
    return (200, 0, $size)
        if StandIn::Condition::range_is_stale($ctx, $node);
    if (!length $from) {
        $from = $to < $size ? $size - $to : 0;
        $to   = $size - 1;
    }
    _unsatisfiable($node, $etag,
        "The start offset ($from) exceeded the size of the entity ($size)")
        if $from >= $size;
    $to = $size - 1 if !length $to || $to >= $size;
    _unsatisfiable($node, $etag,
        "The end offset ($to) is lower than the start offset ($from)")
        if $to < $from;
    return (206, $from, $to - $from + 1,
        [ 'Content-Range' => "bytes $from-$to/$size" ]);
}

sub _unsatisfiable {
    my ($node, $etag, $message) = @_;
    StandIn::Error::dav('RangeNotSatisfiable', $message, headers => [
        [ 'Last-Modified' => StandIn::Date::http($node->{mtime}) ],
        [ ETag => $etag ],
    ]);
}

# ---- writing -------------------------------------------------------------------

sub put {
    my ($ctx, $uid, @names) = @_;
    my $state = $ctx->{state};
    my $size  = length $ctx->{req}->body;
    my $blob  = $state->store_blob($ctx->{req}->body);
    return $state->update(sub {
        my ($place) = StandIn::Home::find($state, $uid, @names);
        StandIn::Condition::writing($ctx, $place && $place->{node});
        StandIn::Error::dav('Conflict', 'PUT is not allowed on non-files.')
            if $place && StandIn::Tree::is_dir($place->{node});
        my $fresh = !$place;
        $place //= _new_place($ctx, $uid, @names);
        _may_write($ctx, $place, $fresh, $size);
        $place->{node} = _new_node($state, $place) if $fresh;
        return _store($ctx, $place, $blob, $size, $fresh);
    });
}

# Where a new file would go: { tree, parent, owner, names }.
sub _new_place {
    my ($ctx, $uid, @names) = @_;
    my @above = @names[ 0 .. $#names - 1 ];
    _make_parents($ctx, $uid, @above)
        if ($ctx->{req}->header('X-NC-WebDAV-Auto-Mkcol') // '') eq '1';
    my $parent = StandIn::Home::must_find($ctx->{state}, $uid, @above);
    StandIn::Error::dav('Conflict', 'Files can only be created as children of'
        . ' collections') if !StandIn::Tree::is_dir($parent->{node});
    StandIn::Names::check($names[-1]);
    return { %$parent, parent => $parent, names => [@names], mount => 0 };
}

sub _make_parents {
    my ($ctx, $uid, @above) = @_;
    for my $depth (0 .. $#above) {
        my @path = @above[ 0 .. $depth ];
        next if StandIn::Home::exists($ctx->{state}, $uid, @path);
        make_folder($ctx, $uid, @path);
    }
    return;
}

sub _may_write {
    my ($ctx, $place, $fresh, $size) = @_;
    my $name = $place->{names}[-1];
    StandIn::Home::require_permission(
        $fresh ? $place->{parent} : $place,
        $fresh ? $StandIn::Home::CREATE : $StandIn::Home::UPDATE,
        $fresh ? "Permission denied to create file (filename $name)" : '');
    StandIn::Locks::check($ctx, $place->{owner}, $place);
    my $free = StandIn::Tree::free($ctx->{state}, $place->{owner});
    return if !defined $free;
    $free += $place->{node}{size} if !$fresh;
    my $path = StandIn::Home::path($place);
    StandIn::Error::dav('InsufficientStorage', "Insufficient space in $path,"
        . " $size required, $free available") if $size > $free;
    return;
}

sub _new_node {
    my ($state, $place) = @_;
    my $tree = StandIn::Tree::change($state, $place->{owner});
    return StandIn::Tree::add($state, $tree, $place->{parent}{node},
        $place->{names}[-1], 0);
}

sub _store {
    my ($ctx, $place, $blob, $size, $fresh) = @_;
    my $node  = $place->{node};
    my $tree  = StandIn::Tree::change($ctx->{state}, $place->{owner});
    my $mtime = $ctx->{req}->header('X-OC-MTime');
    $mtime = undef if defined $mtime && $mtime !~ /^\d+$/;
    StandIn::Tree::write($tree, $node, $blob, $size,
        defined $mtime ? 0 + $mtime : undef);
    $node->{checksum} = $ctx->{req}->header('OC-Checksum');
    return StandIn::Dav::empty($ctx, $fresh ? 201 : 204,
        (defined $mtime ? [ 'X-OC-MTime' => 'accepted' ] : ()),
        [ 'OC-FileId' => file_id($node) ],
        [ 'OC-ETag'   => qq{"$node->{etag}"} ],
        [ ETag        => qq{"$node->{etag}"} ]);
}

sub file_id {
    my ($node) = @_;
    return sprintf '%08d%s', $node->{id}, StandIn::Reply::instance_id();
}

sub mkcol {
    my ($ctx, $uid, @names) = @_;
    my $state = $ctx->{state};
    return $state->update(sub {
        StandIn::Error::dav('MethodNotAllowed',
            'The resource you tried to create already exists', headers => [
                [ Allow => 'OPTIONS, GET, HEAD, DELETE, PROPFIND, PUT,'
                    . ' PROPPATCH, COPY, MOVE, REPORT' ] ])
            if StandIn::Home::exists($state, $uid, @names);
        my $node = make_folder($ctx, $uid, @names);
        return StandIn::Dav::empty($ctx, 201,
            [ 'OC-FileId' => file_id($node) ]);
    });
}

sub make_folder {
    my ($ctx, $uid, @names) = @_;
    my $state = $ctx->{state};
    my ($parent) = StandIn::Home::find($state, $uid, @names[ 0 .. $#names - 1 ]);
    StandIn::Error::dav('Conflict', 'Parent node does not exist')
        if !$parent || !StandIn::Tree::is_dir($parent->{node});
    StandIn::Names::check($names[-1]);
    StandIn::Home::require_permission($parent, $StandIn::Home::CREATE,
        "Permission denied to create directory (name $names[-1])");
    my $tree = StandIn::Tree::change($state, $parent->{owner});
    return StandIn::Tree::add($state, $tree, $parent->{node}, $names[-1], 1);
}

# ---- deleting ----------------------------------------------------------------------

sub remove {
    my ($ctx, $uid, @names) = @_;
    my $state = $ctx->{state};
    return $state->update(sub {
        my $place = StandIn::Home::must_find($state, $uid, @names);
        StandIn::Condition::writing($ctx, $place->{node});
        StandIn::Error::dav('Forbidden', 'Permission denied to delete home'
            . ' folder') if !@names;
        StandIn::Locks::check($ctx, $place->{owner}, $place);
        discard($ctx, $place);
        return StandIn::Dav::empty($ctx, 204);
    });
}

# Into the trash of the owner; a mount is only given back.
sub discard {
    my ($ctx, $place) = @_;
    return StandIn::Shares::leave($ctx->{state}, $place->{share},
        $place->{viewer}) if $place->{mount};
    StandIn::Home::require_permission($place, $StandIn::Home::DELETE, '');
    my $tree = StandIn::Tree::change($ctx->{state}, $place->{owner});
    StandIn::Tree::trash($tree, $place->{node}, $ctx->{uid});
    return;
}

1;
