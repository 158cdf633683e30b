# SPDX-License-Identifier: Apache-2.0
# If-Match, If-None-Match and If-Modified-Since, with Sabre's quirks.
package StandIn::Condition;
use strict;
use warnings;
use StandIn::Date ();
use StandIn::Dav ();
use StandIn::Error ();

my $IF_MATCH = 'An If-Match header was specified, but';

# Before any change; node is undef when there is no such file yet.
sub writing {
    my ($ctx, $node) = @_;
    _if_match($ctx->{req}->header('If-Match'), $node);
    my $none = $ctx->{req}->header('If-None-Match');
    return if !defined $none || !$node || !_listed($none, $node);
    StandIn::Error::dav('PreconditionFailed', 'An If-None-Match header was'
        . ' specified, but the ETag matched (or * was specified).',
        header => 'If-None-Match');
}

sub _if_match {
    my ($match, $node) = @_;
    return if !defined $match;
    StandIn::Error::dav('PreconditionFailed', "$IF_MATCH the resource did not"
        . ' exist', header => 'If-Match') if !$node;
    return if _listed($match, $node);
    StandIn::Error::dav('PreconditionFailed', "$IF_MATCH none of the specified"
        . ' ETags matched.', header => 'If-Match',
        headers => [ [ ETag => qq{"$node->{etag}"} ] ]);
}

# Unquoted etags never match, nor do weak ones.
sub _listed {
    my ($list, $node) = @_;
    return 1 if $list eq '*';
    return scalar grep { $_ eq qq{"$node->{etag}"} } split /\s*,\s*/, $list;
}

# A 304 reply, or nothing.
sub reading {
    my ($ctx, $node) = @_;
    my $match = $ctx->{req}->header('If-Match');
    _if_match($match, $node) if defined $match;
    my $none = $ctx->{req}->header('If-None-Match');
    if (defined $none) {
        return _listed($none, $node)
            ? _not_modified([ ETag => qq{"$node->{etag}"} ]) : undef;
    }
    my $since = StandIn::Date::parse(
        $ctx->{req}->header('If-Modified-Since') // '');
    return if !defined $since || $node->{mtime} > $since;
    return _not_modified(
        [ 'Last-Modified' => StandIn::Date::http($node->{mtime}) ]);
}

sub weak_match {
    my ($ctx, $node) = @_;
    my $none = $ctx->{req}->header('If-None-Match') // return 0;
    return scalar grep { $_ eq qq{W/"$node->{etag}"} } split /\s*,\s*/, $none;
}

sub _not_modified {
    my (@headers) = @_;
    return { status => 304, headers =>
        [ [ 'Content-Security-Policy' => "default-src 'none';" ], @headers ] };
}

# If-Range with another etag or date: the whole file is due.
sub range_is_stale {
    my ($ctx, $node) = @_;
    my $if = $ctx->{req}->header('If-Range');
    return 0 if !defined $if;
    return $if ne qq{"$node->{etag}"} if $if =~ /"/;
    return $node->{mtime} > (StandIn::Date::parse($if) // 0);
}

1;
