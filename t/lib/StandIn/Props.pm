# SPDX-License-Identifier: Apache-2.0
# DAV properties of files and folders. Each is a sub of ($ctx, $place) that
# returns the property's children, or nothing when the property does not apply
# and belongs into the 404 propstat.
package StandIn::Props;
use strict;
use warnings;
use StandIn::Date ();
use StandIn::Files ();
use StandIn::Home ();
use StandIn::Tree ();
use StandIn::Users ();
use StandIn::Xml ();

my ($D, $OC, $NC) = ('{DAV:}', "{$StandIn::Xml::OC}", "{$StandIn::Xml::NC}");
my $OCS = '{http://open-collaboration-services.org/ns}';
my $OCM = '{http://open-cloud-mesh.org/ns}';

sub _dir  { return StandIn::Tree::is_dir($_[0]{node}) }
sub _bool { return $_[0] ? 'true' : 'false' }

# Present for everything, with that text.
sub _fixed { my ($text) = @_; return sub { return [$text] } }
sub _void  { return sub { return [] } }

# Present for folders only, or for files only.
sub _folder { my ($code) = @_; return sub { _dir($_[1]) ? $code->(@_) : () } }
sub _file   { my ($code) = @_; return sub { _dir($_[1]) ? () : $code->(@_) } }

my %PROPS = (
    "${D}getlastmodified" =>
        sub { [ StandIn::Date::http($_[1]{node}{mtime}) ] },
    "${D}getetag"        => sub { [qq{"$_[1]{node}{etag}"}] },
    "${D}resourcetype"   => sub { [ _dir($_[1]) ? ["${D}collection"] : () ] },
    "${D}displayname"    => sub { [ $_[1]{names}[-1] // $_[1]{viewer} ] },
    "${D}creationdate"   => _fixed('1970-01-01T00:00:00+00:00'),
    "${D}getcontenttype" => _file(sub { [ $_[1]{node}{mime} ] }),
    "${D}getcontentlength"      => _file(sub { [ $_[1]{node}{size} ] }),
    "${D}quota-used-bytes"      => _folder(sub { [ $_[1]{node}{size} ] }),
    "${D}quota-available-bytes" => _folder(\&_free),
    "${D}current-user-principal" => sub {
        [ [ "${D}href", "/remote.php/dav/principals/users/$_[0]{uid}/" ] ] },
    "${OC}fileid"      => sub { [ $_[1]{node}{id} ] },
    "${OC}id"          => sub { [ StandIn::Files::file_id($_[1]{node}) ] },
    "${OC}permissions" => sub { [ StandIn::Home::permission_letters($_[1]) ] },
    "${OC}size"        => sub { [ $_[1]{node}{size} ] },
    "${OC}favorite"    => \&_favorite,
    "${OC}tags"        => _void(),
    "${OC}owner-id"    => sub { [ $_[1]{owner} ] },
    "${OC}owner-display-name" =>
        sub { [ StandIn::Users::display($_[1]{owner}) ] },
    "${OC}share-types"     => \&_share_types,
    "${OC}comments-unread" => _fixed(0),
    "${OC}comments-count"  => _fixed(0),
    "${OC}comments-href"   =>
        sub { ["/remote.php/dav/comments/files/$_[1]{node}{id}"] },
    "${OC}checksums"       => _file(\&_checksums),
    "${OC}downloadURL"     => _file(_fixed('')),
    "${NC}has-preview"     => sub { [ _bool(has_preview($_[1]{node})) ] },
    "${NC}mount-type"      => sub { [ $_[1]{share} ? 'shared' : '' ] },
    "${NC}is-mount-root"   => sub { [ _bool($_[1]{mount}) ] },
    "${NC}creation_time"   => _fixed(0),
    "${NC}upload_time"     => _file(sub { [ $_[1]{node}{upload} ] }),
    "${NC}rich-workspace"  => _folder(_fixed('')),
    "${NC}contained-folder-count" => _folder(sub { _count(@_, 1) }),
    "${NC}contained-file-count"   => _folder(sub { _count(@_, 0) }),
    "${NC}sharees"           => \&_sharees,
    "${NC}hidden"            => _fixed('false'),
    "${NC}share-attributes"  => _fixed('[]'),
    "${NC}system-tags"       => _void(),
    "${NC}reminder-due-date" => _fixed(''),
    "${NC}note"              => \&_note,
    "${OCS}share-permissions" => \&_share_permissions,
    "${OCM}share-permissions" => \&_ocm_permissions,
);

# What a PROPFIND without a body gets.
my @DEFAULT = map { "$D$_" } qw(getlastmodified getcontentlength resourcetype
    quota-used-bytes quota-available-bytes getetag getcontenttype);

sub known { return exists $PROPS{ $_[0] } }

# One <d:response>: what is there in a 200 propstat, the rest in a 404 one.
sub response {
    my ($ctx, $place, $wanted) = @_;
    my (@found, @missing);
    for my $name ($wanted ? @$wanted : @DEFAULT) {
        my $value = value($ctx, $place, $name);
        if    ($value)  { push @found,   [ $name, @$value ] }
        elsif ($wanted) { push @missing, [$name] }
    }
    return [ "${D}response", [ "${D}href", href($ctx, $place) ],
        propstats(\@found, \@missing) ];
}

sub value {
    my ($ctx, $place, $name) = @_;
    my $code = $PROPS{$name};
    return scalar $code->($ctx, $place) if $code;
    my $text = $place->{node}{props}{$name};
    return defined $text ? [$text] : undef;
}

sub propstats {
    my ($found, $missing) = @_;
    my @out;
    push @out, _propstat('200 OK', $found) if @$found || !@$missing;
    push @out, _propstat('404 Not Found', $missing) if @$missing;
    return @out;
}

sub _propstat {
    my ($status, $props) = @_;
    return [ "${D}propstat", [ "${D}prop", @$props ],
        [ "${D}status", "HTTP/1.1 $status" ] ];
}

sub href {
    my ($ctx, $place) = @_;
    my $path = join '', map { '/' . StandIn::Request::escape($_) }
        @{ $place->{names} };
    return $ctx->{href_base} . $path . (_dir($place) ? '/' : '');
}

sub has_preview {
    my ($node) = @_;
    return !StandIn::Tree::is_dir($node) && $node->{mime} =~ m{^(?:text|image)/};
}

# ---- the longer ones ------------------------------------------------------------

sub _free {
    my ($ctx, $place) = @_;
    return [ StandIn::Tree::free($ctx->{state}, $place->{owner}) // -3 ];
}

# A favourite is one person's, not the file's.
sub _favorite {
    my ($ctx, $place) = @_;
    return [ $place->{node}{favorite}{ $place->{viewer} } ? 1 : 0 ];
}

sub _checksums {
    my ($ctx, $place) = @_;
    my $sum = $place->{node}{checksum} or return;
    return [ [ "${OC}checksum", $sum ] ];
}

sub _count {
    my ($ctx, $place, $dirs) = @_;
    my @hits = grep { !!_dir($_) == !!$dirs }
        StandIn::Home::children($ctx->{state}, $place);
    return [ scalar @hits ];
}

# Shares the viewer has given of this node.
sub _given {
    my ($ctx, $place) = @_;
    return if $place->{owner} ne $place->{viewer};
    my $shares = $ctx->{state}->load('shares') // {};
    return grep { $_->{node} == $place->{node}{id} }
        map { $shares->{$_} } sort { $a <=> $b } keys %$shares;
}

sub _share_types {
    my ($ctx, $place) = @_;
    my %types = map { $_->{type} => 1 } _given($ctx, $place);
    return [ map { [ "${OC}share-type", $_ ] } sort keys %types ];
}

sub _sharees {
    my ($ctx, $place) = @_;
    return [
        map { [ "${NC}sharee", [ "${NC}id", $_->{with} ],
            [ "${NC}display-name", _sharee_name($_) ],
            [ "${NC}type", $_->{type} ] ] }
        grep { $_->{type} != 3 } _given($ctx, $place)
    ];
}

sub _sharee_name {
    my ($share) = @_;
    return $share->{type} == 0 ? StandIn::Users::display($share->{with})
        : $share->{with};
}

sub _note {
    my ($ctx, $place) = @_;
    my $note = $place->{share} ? $place->{share}{note} : '';
    return length $note ? [$note] : ();
}

# Delete and create make no sense for sharing a single file.
sub _share_permissions {
    my ($ctx, $place) = @_;
    my $bits = StandIn::Home::permissions($place);
    return [ _dir($place) ? $bits : $bits & 19 ];
}

sub _ocm_permissions {
    my ($ctx, $place) = @_;
    my $bits = StandIn::Home::permissions($place);
    my @words = (($bits & 16 ? '"share"' : ()), ($bits & 1 ? '"read"' : ()),
        ($bits & 6 ? '"write"' : ()));
    return [ '[' . join(',', @words) . ']' ];
}

1;
