# SPDX-License-Identifier: Apache-2.0
# SEARCH (RFC 5323 basicsearch) on /remote.php/dav/.
package StandIn::Search;
use strict;
use warnings;
use StandIn::Date ();
use StandIn::Dav ();
use StandIn::Error ();
use StandIn::Home ();
use StandIn::Props ();
use StandIn::Tree ();
use StandIn::Xml ();

my ($OC, $NC) = ("{$StandIn::Xml::OC}", "{$StandIn::Xml::NC}");

# What can be searched for, and how it is read off a place.
my %FIELDS = (
    '{DAV:}displayname'     => [ text => sub { $_[0]{names}[-1] } ],
    '{DAV:}getcontenttype'  => [ text => sub { _mime($_[0]{node}) } ],
    '{DAV:}getlastmodified' => [ time => sub { $_[0]{node}{mtime} } ],
    "${NC}upload_time"      => [ time => sub { $_[0]{node}{upload} // 0 } ],
    "${NC}creation_time"    => [ time => sub { 0 } ],
    "${OC}size"             => [ number => sub { $_[0]{node}{size} } ],
    "${OC}fileid"           => [ number => sub { $_[0]{node}{id} } ],
    "${OC}favorite"  => [ number => sub {
        $_[0]{node}{favorite}{ $_[0]{viewer} } ? 1 : 0 } ],
    "${OC}owner-id"  => [ text => sub { $_[0]{owner} } ],
);

my %COMPARE = (
    eq  => sub { $_[0] == 0 }, gt  => sub { $_[0] > 0 },
    gte => sub { $_[0] >= 0 }, lt  => sub { $_[0] < 0 },
    lte => sub { $_[0] <= 0 },
);

sub run {
    my ($ctx) = @_;
    my $root = StandIn::Xml::parse($ctx->{req}->body);
    my $place = _scope($ctx, $root);
    my @hits  = _order($root, _hits($ctx, $root, $place));
    my ($offset, $count) = _limits($root, scalar @hits);
    @hits = splice @hits, $offset, $count;
    my @wanted = _names(StandIn::Xml::find($root, '{DAV:}select'));
    $ctx->{href_base} = "/remote.php/dav/files/$ctx->{uid}";
    return StandIn::Dav::multistatus($ctx,
        [ map { StandIn::Props::response($ctx, $_, \@wanted) } @hits ],
        type => 'application/xml; charset="utf-8"');
}

# The folder that <d:scope> names; only the caller's own files can be searched.
sub _scope {
    my ($ctx, $root) = @_;
    my $scope = StandIn::Xml::find($root, '{DAV:}scope') or _invalid(
        'search scope is missing');
    my $href = StandIn::Xml::find($scope, '{DAV:}href');
    my ($area, $uid, @names) =
        $ctx->{req}->segments($href ? $href->textContent : '');
    my $place;
    $place = StandIn::Home::must_find($ctx->{state}, $uid, @names)
        if ($area // '') eq 'files' && ($uid // '') eq $ctx->{uid};
    StandIn::Error::dav('InvalidArgument',
        'Search is only supported on directories')
        if !$place || !StandIn::Tree::is_dir($place->{node});
    return $place;
}

sub _hits {
    my ($ctx, $root, $place) = @_;
    my ($scope, @places) = StandIn::Home::walk($ctx->{state}, $place);
    my $where = StandIn::Xml::find($root, '{DAV:}where') or return @places;
    my ($condition) = StandIn::Xml::elements($where) or return @places;
    my $test = _compile($condition);
    return grep { $test->($_) } @places;
}

# ---- conditions -----------------------------------------------------------------

sub _compile {
    my ($element) = @_;
    my $op = $element->localname;
    return sub { StandIn::Tree::is_dir($_[0]{node}) } if $op eq 'is-collection';
    if ($op =~ /^(?:and|or|not)$/) {
        my @tests = map { _compile($_) } StandIn::Xml::elements($element);
        return _boolean($op, @tests);
    }
    my ($name) = _names($element);
    my $field = $FIELDS{ $name // '' } or _invalid(
        'requested search property is not a valid property for this scope');
    my $literal = StandIn::Xml::find($element, '{DAV:}literal');
    my $text = $literal ? $literal->textContent : '';
    return _like($field->[1], $text) if $op eq 'like';
    my $compare = $COMPARE{$op} or _invalid("unexpected operator $op");
    return _comparison(@$field, $compare, $text);
}

sub _boolean {
    my ($op, @tests) = @_;
    return sub { my $p = shift; !grep { !$_->($p) } @tests } if $op eq 'and';
    return sub { my $p = shift; !!grep { $_->($p) } @tests } if $op eq 'or';
    return sub { my $p = shift; !$tests[0]->($p) };
}

# SQL's LIKE, without regard to case: % any text, _ one character, \ escapes.
sub _like {
    my ($read, $pattern) = @_;
    my %wild = ('%' => '.*', '_' => '.');
    my $regex = join '', map {
        length == 2 && /^\\/ ? quotemeta substr $_, 1 : $wild{$_} // quotemeta
    } $pattern =~ /\\.|./gs;
    return sub { $read->($_[0]) =~ /^$regex$/is };
}

sub _comparison {
    my ($type, $read, $compare, $text) = @_;
    return sub { $compare->($read->($_[0]) cmp $text) } if $type eq 'text';
    my $number = $type eq 'time' ? StandIn::Date::parse($text) // 0 : $text;
    $number = 0 if $number !~ /^-?\d+(?:\.\d+)?$/;
    return sub { $compare->($read->($_[0]) <=> $number) };
}

# Clark names inside the first <d:prop> below.
sub _names {
    my ($element) = @_;
    my $prop = $element && StandIn::Xml::find($element, '{DAV:}prop')
        or return;
    return map { StandIn::Xml::clark($_) } StandIn::Xml::elements($prop);
}

# ---- order and limits ----------------------------------------------------------------

sub _order {
    my ($root, @places) = @_;
    my $orderby = StandIn::Xml::find($root, '{DAV:}orderby') or
        return sort { $a->{node}{id} <=> $b->{node}{id} } @places;
    my @orders = map {
        my ($name) = _names($_);
        my $field = $FIELDS{$name} or _invalid(
            'requested order by property is not a valid property for this'
            . ' scope');
        [ @$field, StandIn::Xml::find($_, '{DAV:}descending') ? -1 : 1 ]
    } StandIn::Xml::elements($orderby);
    return sort { _by(\@orders, $a, $b) } @places;
}

sub _by {
    my ($orders, $left, $right) = @_;
    for my $order (@$orders) {
        my ($type, $read, $sign) = @$order;
        my ($x, $y) = ($read->($left), $read->($right));
        my $result = $sign * ($type eq 'text' ? lc $x cmp lc $y : $x <=> $y);
        return $result if $result;
    }
    return $left->{node}{id} <=> $right->{node}{id};
}

sub _limits {
    my ($root, $all) = @_;
    my ($offset, $count) = (0, $all);
    my $limit = StandIn::Xml::find($root, '{DAV:}limit') or return (0, $all);
    my $first = StandIn::Xml::find($limit, "${NC}firstresult");
    my $max   = StandIn::Xml::find($limit, '{DAV:}nresults');
    $offset = 0 + $first->textContent if $first;
    $count  = 0 + $max->textContent   if $max;
    return ($offset > $all ? $all : $offset, $count);
}

# Folders are a kind of content for searches, though not for PROPFIND.
sub _mime {
    my ($node) = @_;
    return StandIn::Tree::is_dir($node) ? 'httpd/unix-directory' : $node->{mime};
}

# Plain text with the label of XML: as it was recorded.
sub _invalid {
    my ($message) = @_;
    StandIn::Error::reply({
        status => 400, type => 'application/xml; charset="utf-8"',
        headers => [ [ 'Content-Security-Policy' => "default-src 'none';" ],
            StandIn::Dav::ids({}) ],
        body => $message,
    });
}

1;
