# SPDX-License-Identifier: Apache-2.0
# Calendars and address books: which there are, and what PROPFIND says about
# them. A collection is { id, kind, name, components?, objects => { name =>
# { text, etag, mtime, altered? } }, token, readonly?, about? }.
package StandIn::Collection;
use strict;
use warnings;
use StandIn::Error ();
use StandIn::Users ();

my $D      = '{DAV:}';
my $CAL    = '{urn:ietf:params:xml:ns:caldav}';
my $CARD   = '{urn:ietf:params:xml:ns:carddav}';
my $CS     = '{http://calendarserver.org/ns/}';
my $OC     = '{http://owncloud.org/ns}';
my $APPLE  = '{http://apple.com/ns/ical/}';
my $NC_COM = '{http://nextcloud.com/ns}';

our $COMMON = '1, 3, extended-mkcol, access-control,'
    . ' calendarserver-principal-property-search, oc-resource-sharing,';
my %FEATURES = (
    calendars => "$COMMON calendar-access, calendar-proxy,"
        . ' calendar-auto-schedule, calendar-availability, nc-calendar-trashbin,'
        . ' nc-calendar-webcal-cache, calendarserver-subscribed,'
        . ' oc-calendar-publishing, calendarserver-sharing,',
    addressbooks => "$COMMON addressbook,",
);

sub features {
    my ($kind) = @_;
    return "$FEATURES{$kind} nc-paginate, nextcloud-checksum-update,"
        . ' nc-calendar-search, nc-enable-birthday-calendar';
}

# ---- state ------------------------------------------------------------------------

sub all {
    my ($state, $kind, $uid) = @_;
    return $state->load("$kind.$uid") // _first($kind, $uid);
}

sub _first {
    my ($kind, $uid) = @_;
    return {
        contacts => { kind => $kind, name => 'Contacts', token => 2, objects => {} },
        'z-server-generated--system' => _accounts(),
    } if $kind eq 'addressbooks';
    return {
        personal => { kind => $kind, name => 'Personal', token => 2, objects => {},
            color => $uid eq 'bob' ? undef : '#00679e',
            components => $uid eq 'bob' ? [qw(VEVENT VTODO VJOURNAL)] : ['VEVENT'] },
        contact_birthdays => { kind => $kind, name => 'Contact birthdays', token => 2,
            objects => {}, components => ['VEVENT'], color => '#E9D859', readonly => 1 },
    };
}

# One card for each account, with a picture as Nextcloud draws it.
sub _accounts {
    my %objects;
    for my $uid (grep { !/^u\d/ } StandIn::Users::all()) {
        my $picture = join "\r\n ", map { 'A' x 74 } 1 .. 20;
        $objects{"Database:$uid.vcf"} = { etag => "system$uid", mtime => 1_795_408_520,
            text => join '', map { "$_\r\n" } 'BEGIN:VCARD', 'VERSION:3.0',
            'PRODID:-//Sabre//Sabre VObject 4.5.6//EN', "UID:$uid",
            'FN;X-NC-SCOPE=v2-federated:' . StandIn::Users::display($uid),
            'N;X-NC-SCOPE=v2-federated:' . StandIn::Users::display($uid) . ';;;;',
            'EMAIL;TYPE=OTHER;X-NC-SCOPE=v2-federated:' . StandIn::Users::email($uid),
            "PHOTO;ENCODING=b;TYPE=image/png;0=v2-federated:$picture",
            "CLOUD:$uid\@127.0.0.1", 'END:VCARD' };
    }
    return { kind => 'addressbooks', name => 'Accounts', token => 13, readonly => 1,
        about => 'System address book which holds all accounts', system => 1,
        objects => \%objects };
}

sub get {
    my ($all, $id) = @_;
    return $all->{$id} if $all->{$id};
    StandIn::Error::dav('NotFound', "Calendar with name '$id' could not be found");
}

# ---- properties -------------------------------------------------------------------

my @WRITE = map { "$D$_" } qw(write write-properties write-content unlock bind unbind write-acl);
my @READ  = map { "$D$_" } qw(read read-acl read-current-user-privilege-set);
my @BASIC = map { "$D$_" } qw(expand-property principal-match
    principal-property-search principal-search-property-set);
my @FILES = ("${OC}filter-comments", "${OC}filter-files");

sub _privileges {
    return [ map { [ "${D}privilege", [$_] ] } @_ ];
}

sub _reports {
    return [ map { [ "${D}supported-report", [ "${D}report", [$_] ] ] } @_ ];
}

sub _type { return [ ["${D}collection"], map { [$_] } @_ ] }

sub _owner {
    my ($uid) = @_;
    return [ [ "${D}href", "/remote.php/dav/principals/users/$uid/" ] ];
}

# What the home itself has, and the places for scheduling in it.
sub home {
    my ($kind, $uid) = @_;
    return ("${D}resourcetype" => _type(),
        "${D}current-user-privilege-set" => _privileges("${D}all", @WRITE, @READ))
        if $kind eq 'addressbooks';
    return ("${D}resourcetype" => _type(), "${D}owner" => _owner($uid),
        "${D}current-user-privilege-set" => _privileges(@WRITE, @READ),
        "${D}supported-report-set" => _reports(@BASIC, "${D}sync-collection",
            "${NC_COM}calendar-search", @FILES));
}

my %PLACES = (
    inbox => [ "${CAL}schedule-inbox",
        [ (map {"$CAL$_"} qw(schedule-deliver schedule-deliver-invite
            schedule-deliver-reply schedule-query-freebusy)),
            "${D}unbind", "${D}write-properties", @READ ],
        [ @BASIC, "${CAL}calendar-multiget", "${CAL}calendar-query", @FILES ] ],
    outbox => [ "${CAL}schedule-outbox",
        [ (map {"$CAL$_"} qw(schedule-send schedule-send-invite schedule-send-reply
            schedule-send-freebusy schedule-post-vevent)), @READ ], [ @BASIC, @FILES ] ],
    trashbin => [ "${NC_COM}trash-bin", [ "${D}all", @WRITE, @READ ], [ @BASIC, @FILES ] ],
);

sub places { return sort keys %PLACES }

sub place {
    my ($id, $uid) = @_;
    my ($type, $privileges, $reports) = @{ $PLACES{$id} };
    return ("${D}resourcetype" => _type($type), "${D}owner" => _owner($uid),
        "${D}current-user-privilege-set" => _privileges(@$privileges),
        "${D}supported-report-set" => _reports(@$reports));
}

sub properties {
    my ($collection, $uid) = @_;
    my $token = "http://sabre.io/ns/sync/$collection->{token}";
    my %has = ("${D}displayname" => [ $collection->{name} ], "${D}sync-token" => [$token]);
    return $collection->{kind} eq 'calendars'
        ? (%has, _calendar($collection, $uid, $token)) : (%has, _book($collection));
}

sub _calendar {
    my ($calendar, $uid, $token) = @_;
    my @may = $calendar->{readonly} ? "${D}write-properties" : @WRITE;
    return ("${D}resourcetype" => _type("${CAL}calendar"), "${D}owner" => _owner($uid),
        "${CS}getctag" => [$token],
        "${CAL}supported-calendar-component-set" =>
            [ map { { node => ["${CAL}comp"], attr => { name => $_ } } }
                @{ $calendar->{components} } ],
        ("${APPLE}calendar-color" => [ $calendar->{color} ]) x !!$calendar->{color},
        "${APPLE}calendar-order" => [ $calendar->{order} // 0 ],
        "${D}current-user-privilege-set" =>
            _privileges(@may, @READ, "${CAL}read-free-busy"),
        "${OC}owner-principal" => ["principals/users/$uid"],
        "${CAL}schedule-calendar-transp" => [ ["${CAL}opaque"] ], "${OC}invite" => [],
        "${NC_COM}owner-displayname" => [ StandIn::Users::display($uid) ],
        "{http://sabredav.org/ns}sync-token" => [ $calendar->{token} ],
        "${D}supported-report-set" => _reports("${D}sync-collection", @BASIC,
            (map {"$CAL$_"} qw(calendar-multiget calendar-query free-busy-query)), @FILES));
}

sub _book {
    my ($book) = @_;
    my @may = $book->{readonly} ? "${D}write-properties" : @WRITE;
    my @types = ([ 'text/vcard', '3.0' ], [ 'text/vcard', '4.0' ],
        [ 'application/vcard+json', '4.0' ]);
    return ("${D}resourcetype" => _type("${CARD}addressbook"),
        "${CS}getctag" => [ $book->{token} ],
        "${CARD}supported-address-data" => [ map { { node => ["${CARD}address-data-type"],
            attr => { 'content-type' => $_->[0], version => $_->[1] } } } @types ],
        "${CARD}max-resource-size" => [10_000_000],
        "${D}current-user-privilege-set" => _privileges(@may, @READ),
        $book->{system}
        ? ("${CARD}addressbook-description" => [ $book->{about} ], "${OC}read-only" => [1],
            "${OC}owner-principal" => ['principals/system/system'])
        : ());
}

# Those that a PROPFIND without a body is about.
my @USUAL = ("${D}resourcetype", "${CS}getctag", '{http://sabredav.org/ns}sync-token',
    "${CAL}supported-calendar-component-set", "${CAL}schedule-calendar-transp",
    "${D}displayname", "${APPLE}calendar-color", "${APPLE}calendar-order",
    "${NC_COM}owner-displayname", map {"$D$_"} qw(getlastmodified getcontentlength
    getetag getcontenttype));

sub usual {
    my (%has) = @_;
    return grep { $has{$_} } @USUAL;
}

1;
