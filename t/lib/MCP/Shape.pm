# SPDX-License-Identifier: Apache-2.0
# Compares an answer with a recorded one: status, headers that matter, and the
# shape of the body. Every function returns the differences as text.
package MCP::Shape;
use strict;
use warnings;
use JSON::PP ();
use XML::LibXML ();
use MCP::Wire ();

# Must be there with the same value, or be absent in both.
my @SAME = qw(Content-Type WWW-Authenticate DAV Allow Vary X-OC-MTime
    Content-Range Content-Disposition X-User-Id Retry-After MS-Author-Via
    Accept-Ranges X-Nextcloud-Maintenance-Mode X-NC-Paginate
    Access-Control-Allow-Origin OC-Checksum);

# Must be there, or be absent, but the value is of its time.
my @PRESENT = qw(ETag OC-ETag OC-FileId Last-Modified Link X-Accel-Buffering
    X-NC-Paginate-Token X-NC-Paginate-Total X-Request-Id X-Debug-Token);

sub differences {
    my ($recorded, $got, %how) = @_;
    my @diff;
    push @diff, "status $got->{status}, recorded $recorded->{status}"
        if $got->{status} != $recorded->{status};
    return (@diff, _headers($recorded, $got), _body($recorded, $got, %how));
}

# ---- headers ---------------------------------------------------------------------

sub _headers {
    my ($recorded, $got) = @_;
    my @diff;
    for my $name (@SAME) {
        my ($want, $have) =
            map { _plain(MCP::Wire::header($_, $name)) } $recorded, $got;
        push @diff, "$name: '$have', recorded '$want'" if $want ne $have;
    }
    for my $name (@PRESENT) {
        my ($want, $have) =
            map { _form(MCP::Wire::header($_, $name)) } $recorded, $got;
        push @diff, "$name is $have, recorded $want" if $want ne $have;
    }
    return @diff;
}

# A HEAD answer of the recorded server says some things twice.
sub _plain {
    my ($value) = @_;
    return '(none)' if !defined $value;
    $value =~ s/^(.+), \1$/$1/;
    return $value;
}

sub _form {
    my ($value) = @_;
    return 'absent' if !defined $value;
    return $value =~ /^"/ ? 'quoted' : 'present';
}

# ---- bodies ----------------------------------------------------------------------

sub _body {
    my ($recorded, $got, %how) = @_;
    my $want = $recorded->{body};
    my $have = $got->{body};
    my $type = MCP::Wire::header($recorded, 'Content-Type') // '';
    return if $type =~ m{^text/html} && length $want && length $have;
    return 'a body, none recorded' if !length $want && length $have;
    return 'no body' if length $want && !length $have;
    return if !length $want;
    return _json($want, $have) if $type =~ m{^application/json};
    return _xml($want, $have, %how)
        if $type =~ /xml/ && $want =~ /^</;
    return $want eq $have ? () : 'another text';
}

sub _json {
    my ($want, $have) = @_;
    my $json = JSON::PP->new->utf8->allow_nonref;
    my $got  = eval { $json->decode($have) };
    return "not JSON: $@" if !defined $got && $@;
    return _json_shape('', $json->decode($want), $got);
}

# Texts of refusals are part of the contract, others are data.
my %EXACT = map { ("/ocs/meta/$_" => 1) } qw(status statuscode message);

sub _json_shape {
    my ($path, $want, $have) = @_;
    my ($w, $h) = (_type($want), _type($have));
    return "$path is $h, recorded $w" if $w ne $h;
    return _json_object($path, $want, $have) if $w eq 'object';
    return _json_list($path, $want, $have)   if $w eq 'list';
    return "$path is '$have', recorded '$want'"
        if $EXACT{$path} && $want ne $have;
    return;
}

# Keys that are numbers are ids: PHP makes an object of a list that has them.
sub _json_object {
    my ($path, $want, $have) = @_;
    my @diff;
    return _json_list($path, map { my $o = $_; [ map { $o->{$_} } sort keys %$o ] } $want, $have)
        if %$want && !grep { !/^\d+$/ } keys %$want, keys %$have;
    push @diff, "$path/$_ is missing" for grep { !exists $have->{$_} }
        sort keys %$want;
    push @diff, "$path/$_ was not recorded" for grep { !exists $want->{$_} }
        sort keys %$have;
    push @diff, _json_shape("$path/$_", $want->{$_}, $have->{$_})
        for grep { exists $have->{$_} } sort keys %$want;
    return @diff;
}

# Every element must look like one of the recorded ones.
sub _json_list {
    my ($path, $want, $have) = @_;
    return if !@$want;
    return "$path is empty" if !@$have;
    my @diff;
    for my $i (0 .. $#$have) {
        my @best;
        for my $candidate (@$want) {
            my @try = _json_shape("$path/$i", $candidate, $have->[$i]);
            @best = @try if !@best || @try < @best;
            last if !@try;
        }
        push @diff, @best;
    }
    return @diff;
}

sub _type {
    my ($value) = @_;
    return 'null' if !defined $value;
    my $ref = ref $value;
    return 'object' if $ref eq 'HASH';
    return 'list'   if $ref eq 'ARRAY';
    return 'bool'   if $ref;
    return JSON::PP->new->allow_nonref->encode($value) =~ /^"/
        ? 'string' : 'number';
}

# ---- XML ------------------------------------------------------------------------

sub _xml {
    my ($want, $have, %how) = @_;
    my $got = eval { XML::LibXML->new->parse_string($have)->documentElement };
    return "not XML: $@" if !$got;
    my $doc  = XML::LibXML->new->parse_string($want);
    my $root = $doc->documentElement;
    return 'root is ' . _name($got) . ', recorded ' . _name($root)
        if _name($got) ne _name($root);
    return _multistatus($root, $got, %how)
        if _name($root) eq '{DAV:}multistatus';
    my ($w, $h) = map { _tree($_, 1) } $root, $got;
    return $w eq $h ? () : "XML is\n$h\nrecorded\n$w";
}

sub _name {
    my ($node) = @_;
    return '{' . ($node->namespaceURI // '') . '}' . $node->localname;
}

sub _elements {
    return grep { $_->nodeType == XML::LibXML::XML_ELEMENT_NODE() }
        $_[0]->childNodes;
}

# Each response must be one of the recorded kinds; where the state is the same,
# the same things must be listed.
sub _multistatus {
    my ($root, $got, %how) = @_;
    my %kinds = map { (_tree($_, 0) => 1) } _elements($root);
    my @diff;
    push @diff, 'nothing listed' if %kinds && !_elements($got);
    for my $response (_elements($got)) {
        my $kind = _tree($response, 0);
        next if $kinds{$kind};
        push @diff, "a response of another kind:\n$kind\nrecorded\n"
            . join "or\n", sort keys %kinds;
        last;
    }
    if ($how{same_hrefs}) {
        my ($w, $h) = map { join "\n", sort map { $_->textContent }
            $_->getElementsByTagNameNS('DAV:', 'href') } $root, $got;
        push @diff, "lists\n$h\nrecorded\n$w" if $w ne $h;
    }
    return @diff;
}

# A canonical text of names and kinds of text: empty, number or words. Errors
# and OCS metadata are compared word by word.
my %WORDS = map { $_ => 1 } qw(status statuscode message exception header
    hint reason retry);

sub _tree {
    my ($node, $words, $depth) = @_;
    $depth //= 0;
    my @children = _elements($node);
    my $text = @children ? '' : $node->textContent;
    my $kind = $text =~ /^-?\d+$/ ? '#' : length $text ? 'text' : '-';
    $kind = $text if $words && $WORDS{ $node->localname } || _name($node)
        eq '{DAV:}status';
    return '  ' x $depth . _name($node) . " $kind\n"
        . join '', sort map { _tree($_, $words, $depth + 1) } @children;
}

1;
