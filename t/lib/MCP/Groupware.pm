# SPDX-License-Identifier: Apache-2.0
package MCP::Groupware;

# Calendars and address books of one test: made and removed past the MCP
# server, and looked into.

use strict;
use warnings;
use utf8;

use Exporter qw(import);
use Test::More ();

use MCP::Test;

our @EXPORT = qw(
    offers cal_url make_calendar remove_calendar put_object get_object objects

);

# For the first line of a subtest: leaves it when one of these tools, or
# "tool.argument", is not offered.
sub offers {
    for my $wanted (@_) {
        my ($name, $argument) = split /\./, $wanted;
        my $tool = has_tool($name);
        next if $tool && (!$argument || $tool->{inputSchema}{properties}{$argument});
        Test::More::plan(skip_all => "SKIP: $wanted is not offered");
    }
    return;
}

sub _escape {
    my ($text) = @_;
    $text =~ s/&/&amp;/g;
    $text =~ s/</&lt;/g;
    return $text;
}

sub _bytes {
    my ($text) = @_;
    utf8::encode($text);
    return $text;
}

sub cal_url {
    my ($path, $role) = @_;
    return '/remote.php/dav/calendars/' . uid($role || 'alice') . "/$path";
}

# make_calendar($id, $name, ['VEVENT', 'VTODO'], user =>)
sub make_calendar {
    my ($id, $name, $components, %options) = @_;
    my $comps = join '', map {qq{<c:comp name="$_"/>}} @$components;
    my $reply = nextcloud(
        'MKCALENDAR', cal_url("$id/", $options{user}), %options,
        headers => { 'Content-Type' => 'application/xml; charset=utf-8' },
        content => _bytes(
            '<c:mkcalendar xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:set><d:prop>'
                . '<d:displayname>' . _escape($name) . '</d:displayname>'
                . "<c:supported-calendar-component-set>$comps</c:supported-calendar-component-set>"
                . '</d:prop></d:set></c:mkcalendar>'
        )
    );
    return $reply->{status} == 201;
}

# Past the trash bin, too.
sub remove_calendar {
    my ($id, $role) = @_;
    return nextcloud('DELETE', cal_url("$id/", $role),
        user => $role, headers => { 'X-NC-CalDAV-No-Trashbin' => 1 });
}

# Store lines of iCalendar or vCard at a path of Nextcloud.
sub put_object {
    my ($path, @lines) = @_;
    my $type = $path =~ /\.vcf$/ ? 'vcard' : 'calendar';
    my $reply = nextcloud('PUT', $path,
        headers => { 'Content-Type' => "text/$type; charset=utf-8" },
        content => _bytes(join '', map {"$_\r\n"} @lines));
    return $reply->{success};
}

# The text at a path, with its lines unfolded.
sub get_object {
    my ($path, %options) = @_;
    my $text = nextcloud('GET', $path, %options)->{content};
    utf8::decode($text);
    $text =~ s/\r?\n[ \t]//g;
    $text =~ s/\r\n/\n/g;
    return $text;
}

# The texts of all objects in a calendar.
sub objects {
    my ($id, %options) = @_;
    my $list = nextcloud('PROPFIND', cal_url("$id/", $options{user}), %options,
        headers => { Depth => 1 })->{content};
    return map { get_object($_, %options) } $list =~ m{<d:href>([^<]+\.ics)</d:href>}g;
}

1;
