# SPDX-License-Identifier: Apache-2.0
# A user's files: a table of nodes by id. Folders carry size, mtime and etag of
# what is below them, kept up to date by touch(), as Nextcloud's file cache is.
package StandIn::Tree;
use strict;
use warnings;
use Digest::MD5 ();
use Time::HiRes ();
use StandIn::Users ();

my %MIME = (
    txt => 'text/plain',  md   => 'text/markdown', csv => 'text/csv',
    htm => 'text/html',   html => 'text/html',     xml => 'application/xml',
    ics => 'text/calendar', vcf => 'text/vcard',   css => 'text/css',
    json => 'application/json', js => 'application/javascript',
    pdf => 'application/pdf',   zip => 'application/zip',
    png => 'image/png',   jpg => 'image/jpeg',     jpeg => 'image/jpeg',
    gif => 'image/gif',   svg => 'image/svg+xml',  webp => 'image/webp',
    mp3 => 'audio/mpeg',  mp4 => 'video/mp4',      bin => 'application/x-bin',
    odt => 'application/vnd.oasis.opendocument.text',
    docx => 'application/vnd.openxmlformats-officedocument'
        . '.wordprocessingml.document',
);

sub mime {
    my ($name) = @_;
    return 'application/octet-stream' if $name !~ /\.([^.]+)$/;
    return $MIME{ lc $1 } // 'application/octet-stream';
}

# The tree of an account, made on first use as Nextcloud makes the home.
sub load {
    my ($state, $uid) = @_;
    my $tree = $state->load("tree.$uid");
    return $tree if $tree;
    return $state->update(sub {
        return $state->load("tree.$uid") // _create($state, $uid);
    });
}

sub _create {
    my ($state, $uid) = @_;
    my $root = _node($state->next_id, undef, $uid, 1);
    return $state->put("tree.$uid" =>
        { uid => $uid, root => $root->{id}, trash => [],
          nodes => { $root->{id} => $root } });
}

# For writers: the tree, already marked as changed.
sub change {
    my ($state, $uid) = @_;
    my $tree = load($state, $uid);
    return $state->put("tree.$uid" => $tree);
}

sub _node {
    my ($id, $parent, $name, $dir) = @_;
    my $node = { id => $id, parent => $parent, name => $name, size => 0,
        mtime => time, etag => folder_etag() };
    if ($dir) { $node->{kids} = {} }
    else      { $node->{mime} = mime($name) }
    return $node;
}

sub is_dir { return defined $_[0]{kids} }

sub root { return $_[0]{nodes}{ $_[0]{root} } }

sub child {
    my ($tree, $node, $name) = @_;
    my $id = is_dir($node) ? $node->{kids}{$name} : undef;
    return defined $id ? $tree->{nodes}{$id} : undef;
}

sub children {
    my ($tree, $node) = @_;
    return if !is_dir($node);
    return map { $tree->{nodes}{ $node->{kids}{$_} } }
        sort keys %{ $node->{kids} };
}

# The node and everything below it, parents first.
sub walk {
    my ($tree, $node) = @_;
    return ($node, map { walk($tree, $_) } children($tree, $node));
}

# Path below the home, as names; undef for what lies in the trash.
sub path {
    my ($tree, $node) = @_;
    my @names;
    while ($node->{id} != $tree->{root}) {
        return if !defined $node->{parent};
        unshift @names, $node->{name};
        $node = $tree->{nodes}{ $node->{parent} };
    }
    return \@names;
}

sub live {
    my ($tree, $id) = @_;
    my $node = $tree->{nodes}{$id} or return;
    return path($tree, $node) ? $node : undef;
}

sub used {
    my ($state, $uid) = @_;
    return root(load($state, $uid))->{size};
}

# undef means unlimited.
sub free {
    my ($state, $uid) = @_;
    my $quota = StandIn::Users::quota($uid);
    return defined $quota ? $quota - used($state, $uid) : undef;
}

# ---- etags ---------------------------------------------------------------------

# Like the local storage: it knows file and second only, so that two writes
# within one second cannot be told apart.
sub file_etag {
    my ($node) = @_;
    return Digest::MD5::md5_hex("$node->{id}:$node->{mtime}");
}

# PHP's uniqid(): 13 hex digits of the time.
sub folder_etag {
    my ($sec, $usec) = Time::HiRes::gettimeofday();
    return sprintf '%08x%05x', $sec, $usec;
}

# Tells all folders above about a change of that many bytes.
sub touch {
    my ($tree, $node, $delta) = @_;
    my $etag = folder_etag();
    while (defined $node) {
        $node->{size} += $delta;
        @$node{qw(etag mtime)} = ($etag, time);
        $node = defined $node->{parent}
            ? $tree->{nodes}{ $node->{parent} } : undef;
    }
    return;
}

# ---- changes, inside State::update() ----------------------------------------------

sub add {
    my ($state, $tree, $parent, $name, $dir) = @_;
    my $node = _node($state->next_id, $parent->{id}, $name, $dir);
    $tree->{nodes}{ $node->{id} } = $node;
    $parent->{kids}{$name} = $node->{id};
    touch($tree, $parent, 0);
    return $node;
}

# New contents; the old ones become a version.
sub write {
    my ($tree, $node, $blob, $size, $mtime) = @_;
    _keep_version($node) if defined $node->{blob};
    my $delta = $size - $node->{size};
    @$node{qw(blob size mtime upload)} = ($blob, $size, $mtime // time, time);
    $node->{etag} = file_etag($node);
    delete $node->{checksum};
    touch($tree, $tree->{nodes}{ $node->{parent} }, $delta);
    return;
}

# An empty old file leaves no version.
sub _keep_version {
    my ($node) = @_;
    return if !$node->{size};
    my $old = { ts => $node->{mtime}, blob => $node->{blob},
        size => $node->{size}, label => delete $node->{label} };
    $node->{versions} =
        [ (grep { $_->{ts} != $old->{ts} } @{ $node->{versions} // [] }), $old ];
    return;
}

# Back to an earlier version; the present contents become one.
sub restore_version {
    my ($tree, $node, $ts) = @_;
    my ($version) = grep { $_->{ts} == $ts } @{ $node->{versions} // [] }
        or return;
    my @rest = grep { $_->{ts} != $ts } @{ $node->{versions} };
    $node->{versions} = \@rest;
    _write_back($tree, $node, $version);
    return 1;
}

sub _write_back {
    my ($tree, $node, $version) = @_;
    StandIn::Tree::write($tree, $node, @$version{qw(blob size ts)});
    # The same second again must not bring the old etag back.
    $node->{etag}  = Digest::MD5::md5_hex($node->{etag} . folder_etag());
    $node->{label} = $version->{label};
    return;
}

sub detach {
    my ($tree, $node) = @_;
    my $parent = $tree->{nodes}{ $node->{parent} };
    delete $parent->{kids}{ $node->{name} };
    delete $node->{parent};
    touch($tree, $parent, -$node->{size});
    return;
}

sub attach {
    my ($tree, $node, $parent, $name) = @_;
    @$node{qw(parent name)} = ($parent->{id}, $name);
    $node->{mime} = mime($name) if !is_dir($node);
    $parent->{kids}{$name} = $node->{id};
    touch($tree, $parent, $node->{size});
    return;
}

sub forget {
    my ($tree, $node) = @_;
    delete $tree->{nodes}{ $_->{id} } for walk($tree, $node);
    return;
}

# A deep copy below another folder, perhaps in another account's tree. Blobs
# are never changed in place, so copies share them.
sub copy {
    my ($state, $from, $node, $to, $parent, $name) = @_;
    my $new = add($state, $to, $parent, $name, is_dir($node));
    if (is_dir($node)) {
        copy($state, $from, $_, $to, $new, $_->{name})
            for children($from, $node);
        return $new;
    }
    @$new{qw(blob size mtime etag)} = @$node{qw(blob size mtime etag)};
    $new->{upload} = time;
    touch($to, $parent, $new->{size});
    return $new;
}

# "a.txt" -> "a (2).txt" until it is free.
sub free_name {
    my ($taken, $name) = @_;
    my ($stem, $ext) = $name =~ /^(.+?)(\.[^.]*)?$/s;
    my $try = $name;
    for (my $n = 2; $taken->($try); $n++) {
        $try = "$stem ($n)" . ($ext // '');
    }
    return $try;
}

# ---- trash -----------------------------------------------------------------------

sub trash {
    my ($tree, $node, $by) = @_;
    my @path = @{ path($tree, $node) };
    my $ts   = time;
    my $name = $node->{name};
    detach($tree, $node);
    # Two of one name in one second would hide each other.
    $ts++ while grep { $_->{name} eq $name && $_->{ts} == $ts }
        @{ $tree->{trash} };
    push @{ $tree->{trash} },
        { name => $name, ts => $ts, id => $node->{id}, by => $by,
          path => join('/', @path) };
    return;
}

1;
