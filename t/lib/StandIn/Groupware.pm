# SPDX-License-Identifier: Apache-2.0
# /remote.php/dav/calendars/{uid}/ and /addressbooks/users/{uid}/.
package StandIn::Groupware;
use strict;
use warnings;
use Digest::MD5 ();
use StandIn::Collection ();
use StandIn::Condition ();
use StandIn::Date ();
use StandIn::Dav ();
use StandIn::Error ();
use StandIn::ObjectQuery ();
use StandIn::ObjectText ();
use StandIn::Propfind ();
use StandIn::Props ();
use StandIn::Request ();
use StandIn::Scheduling ();
use StandIn::State ();
use StandIn::Xml ();

my $D = '{DAV:}';

# Method => [ on a home, on a collection, on an object ]
my %METHODS = (
    PROPFIND => [ \&_propfind_home, \&_propfind, undef ],
    REPORT => [ \&_report_home, \&StandIn::ObjectQuery::report, undef ],
    MKCALENDAR => [ undef, \&_make, undef ],
    MKCOL => [ undef, \&_make, undef ],
    POST => [ undef, \&_post, undef ],
    GET => [ undef, undef, \&_get ],
    PUT => [ undef, undef, \&_put ],
    DELETE => [ undef, \&_remove_collection, \&_remove ],
);

sub handle {
    my ($ctx, $kind, @names) = @_;
    shift @names if $kind eq 'addressbooks';    # "users"
    my ($uid, $id, $name) = @names;
    $ctx->{dav_features} = StandIn::Collection::features($kind);
    StandIn::Error::dav('NotFound', 'Node with name \'' . ($uid // '')
        . '\' could not be found') if ($uid // '') ne $ctx->{uid};
    my $code = $METHODS{ $ctx->{req}->method }
        && $METHODS{ $ctx->{req}->method }[ defined $name ? 2 : defined $id ? 1 : 0 ];
    StandIn::Dav::unsupported($ctx->{req}->method) if !$code;
    $ctx->{href_base} = '/remote.php/dav/'
        . ($kind eq 'calendars' ? 'calendars' : 'addressbooks/users') . "/$uid/";
    return $code->($ctx, $kind, $id, $name);
}

# ---- collections ------------------------------------------------------------------

sub response {
    my ($href, $wanted, %has) = @_;
    $wanted //= [ StandIn::Collection::usual(%has) ];
    return [ "${D}response", [ "${D}href", $href ], StandIn::Props::propstats(
        [ map { [ $_, @{ $has{$_} } ] } grep { $has{$_} } @$wanted ],
        [ map { [$_] } grep { !$has{$_} } @$wanted ]) ];
}

sub _href {
    my ($ctx, @names) = @_;
    return $ctx->{href_base} . join '/', map { StandIn::Request::escape($_) } @names;
}

sub _answer {
    my ($ctx, @responses) = @_;
    return StandIn::Dav::multistatus($ctx, \@responses,
        headers => [ StandIn::Dav::propfind_headers($ctx) ]);
}

sub _propfind_home {
    my ($ctx, $kind) = @_;
    my $wanted = StandIn::Propfind::wanted($ctx);
    my @list = response(_href($ctx), $wanted,
        StandIn::Collection::home($kind, $ctx->{uid}));
    return _answer($ctx, @list) if !StandIn::Propfind::depth($ctx);
    my $all = StandIn::Collection::all($ctx->{state}, $kind, $ctx->{uid});
    push @list, response(_href($ctx, $_) . '/', $wanted,
        StandIn::Collection::properties($all->{$_}, $ctx->{uid})) for sort keys %$all;
    push @list, map { response(_href($ctx, $_) . '/', $wanted,
            StandIn::Collection::place($_, $ctx->{uid})) }
        StandIn::Collection::places() if $kind eq 'calendars';
    return _answer($ctx, @list);
}

# What is in the inbox is a collection of its own, out of sight in the home.
sub _propfind {
    my ($ctx, $kind, $id) = @_;
    my $wanted = StandIn::Propfind::wanted($ctx);
    my ($objects, %has);
    if ($id eq 'inbox') {
        %has = StandIn::Collection::place($id, $ctx->{uid});
        $objects = $ctx->{state}->load("inbox.$ctx->{uid}") // {};
    }
    else {
        my $all = StandIn::Collection::all($ctx->{state}, $kind, $ctx->{uid});
        my $collection = StandIn::Collection::get($all, $id);
        %has = StandIn::Collection::properties($collection, $ctx->{uid});
        $objects = $collection->{objects};
    }
    my @list = response(_href($ctx, $id) . '/', $wanted, %has);
    push @list, map { response(_href($ctx, $id, $_), $wanted,
            _object_properties($objects->{$_}, $id)) } sort keys %$objects;
    return _answer($ctx, @list);
}

sub _object_properties {
    my ($object, $id) = @_;
    my $type = StandIn::ObjectText::type($object->{text});
    $type =~ s/; component=.*// if $id eq 'inbox';
    return ("${D}getlastmodified" => [ StandIn::Date::http($object->{mtime}) ],
        "${D}getcontentlength" => [ length $object->{text} ],
        "${D}resourcetype" => [], "${D}getetag" => [qq{"$object->{etag}"}],
        "${D}getcontenttype" => [$type]);
}

# A query on the home finds nothing: it has collections only.
sub _report_home {
    my ($ctx) = @_;
    return StandIn::Dav::multistatus($ctx, [],
        headers => [ [ Vary => 'Brief,Prefer' ] ]);
}

sub _make {
    my ($ctx, $kind, $id) = @_;
    my $root = StandIn::Xml::parse($ctx->{req}->body);
    my $text = sub {
        my $found = StandIn::Xml::find($root, $_[0]);
        return $found && $found->textContent;
    };
    my @components = map { $_->getAttribute('name') }
        $root->getElementsByTagNameNS('urn:ietf:params:xml:ns:caldav', 'comp');
    return $ctx->{state}->update(sub {
        my $all = StandIn::Collection::all($ctx->{state}, $kind, $ctx->{uid});
        StandIn::Error::dav('MethodNotAllowed',
            'The resource you tried to create already exists',
            headers => [ [ Allow => 'OPTIONS, GET, HEAD, DELETE, PROPFIND, PUT,'
                . ' PROPPATCH, COPY, MOVE, REPORT' ] ]) if $all->{$id};
        $all->{$id} = { kind => $kind, token => 1, objects => {},
            name => $text->("${D}displayname") // $id,
            color => $text->('{http://apple.com/ns/ical/}calendar-color'),
            components => @components ? \@components : [qw(VEVENT VTODO)] };
        $ctx->{state}->put("$kind.$ctx->{uid}", $all);
        return StandIn::Dav::empty($ctx, 201);
    });
}

sub _remove_collection {
    my ($ctx, $kind, $id) = @_;
    return $ctx->{state}->update(sub {
        my $all = StandIn::Collection::all($ctx->{state}, $kind, $ctx->{uid});
        StandIn::Collection::get($all, $id);
        delete $all->{$id};
        $ctx->{state}->put("$kind.$ctx->{uid}", $all);
        return StandIn::Dav::empty($ctx, 204);
    });
}

sub _post {
    my ($ctx, $kind, $id) = @_;
    return StandIn::Scheduling::free_busy($ctx) if $kind eq 'calendars' && $id eq 'outbox';
    StandIn::Dav::unsupported('POST');
}

# ---- objects ----------------------------------------------------------------------

sub _find {
    my ($ctx, $kind, $id, $name) = @_;
    my $all = StandIn::Collection::all($ctx->{state}, $kind, $ctx->{uid});
    my $object = StandIn::Collection::get($all, $id)->{objects}{$name};
    StandIn::Error::dav('NotFound', $kind eq 'calendars'
        ? 'Calendar object not found' : 'Card not found') if !$object;
    return ($all, $object);
}

sub _etags {
    my ($object) = @_;
    my $etag = qq{"$object->{etag}"};
    return ([ ETag => $etag ], [ 'OC-ETag' => $etag ]);
}

sub _get {
    my ($ctx, $kind, $id, $name) = @_;
    my (undef, $object) = _find($ctx, $kind, $id, $name);
    my $quoted = StandIn::Request::rawurlencode($name);
    my $text = StandIn::ObjectText::as_sent($object->{text});
    return {
        status => 200, type => StandIn::ObjectText::type($object->{text}), body => $text,
        headers => [ [ 'Content-Security-Policy' => "default-src 'none';" ],
            StandIn::Dav::ids($ctx), _etags($object),
            [ 'Content-Disposition' =>
                qq{attachment; filename*=UTF-8''$quoted; filename="$quoted"} ],
            [ 'X-Accel-Buffering' => 'no' ],
            [ 'Last-Modified' => StandIn::Date::http($object->{mtime}) ] ],
    };
}

# What Nextcloud repairs, or changes while it sends invitations, comes back
# without an ETag.
sub _put {
    my ($ctx, $kind, $id, $name) = @_;
    my $state = $ctx->{state};
    my ($text, $repaired) = StandIn::ObjectText::accept($kind, $ctx->{req}->body);
    return $state->update(sub {
        my $all = StandIn::Collection::all($state, $kind, $ctx->{uid});
        my $collection = StandIn::Collection::get($all, $id);
        my $old = $collection->{objects}{$name};
        StandIn::Condition::writing($ctx, $old);
        StandIn::Error::dav('Forbidden', 'Permission denied') if $collection->{readonly};
        StandIn::ObjectText::check($collection, $name, $text);
        my $object = $collection->{objects}{$name} = { text => $text, mtime => time,
            etag => Digest::MD5::md5_hex($text . $name . StandIn::State::random(8)) };
        $collection->{token}++;
        my $sent = StandIn::Scheduling::changed($ctx, $old && $old->{text}, $object);
        $state->put("$kind.$ctx->{uid}", $all);
        return StandIn::Dav::empty($ctx, $old ? 204 : 201,
            $repaired || $sent ? () : _etags($object));
    });
}

sub _remove {
    my ($ctx, $kind, $id, $name) = @_;
    return $ctx->{state}->update(sub {
        my ($all, $object) = _find($ctx, $kind, $id, $name);
        StandIn::Condition::writing($ctx, $object);
        delete $all->{$id}{objects}{$name};
        $all->{$id}{token}++;
        StandIn::Scheduling::changed($ctx, $object->{text}, undef);
        $ctx->{state}->put("$kind.$ctx->{uid}", $all);
        return StandIn::Dav::empty($ctx, 204);
    });
}

1;
