# SPDX-License-Identifier: Apache-2.0
# POST files/api/v1/convert. The conversions are fakes, but they read the
# source and write a new file, as a real provider would.
package StandIn::Convert;
use strict;
use warnings;
use Encode ();
use MIME::Base64 ();
use StandIn::Error ();
use StandIn::Home ();
use StandIn::Json ();
use StandIn::Ocs ();
use StandIn::Tree ();
use StandIn::Xml ();

# [ from, to, extension, name of the format ]
my @CONVERSIONS = (
    [ 'text/markdown', 'text/html',  'html', 'HTML Document (.html)' ],
    [ 'text/plain',    'text/html',  'html', 'HTML Document (.html)' ],
    [ 'image/png',     'image/jpeg', 'jpg',  'JPEG Image (.jpg)' ],
);

# The smallest picture: one grey pixel.
my $JPEG = MIME::Base64::decode(
    '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////'
    . '////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBAB'
    . 'AAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=');

sub advertised {
    my ($ctx) = @_;
    return [] if $ctx->{control}{no_conversions};
    return [ map {
        StandIn::Json::ordered(from => $_->[0], to => $_->[1],
            extension => $_->[2], displayName => $_->[3])
    } @CONVERSIONS ];
}

sub run {
    my ($ctx) = @_;
    my $req   = $ctx->{req};
    my $place = StandIn::Home::by_id($ctx->{state}, $ctx->{uid},
        $req->param('fileId'));
    StandIn::Error::ocs(404, 'The file cannot be found')
        if !$place || StandIn::Tree::is_dir($place->{node});
    my @target = _target($ctx, $place, $req->param('destination'));
    my $conversion = _conversion($ctx, $place->{node}{mime},
        $req->param('targetMimeType') // '');
    my $bytes = _convert($ctx, $place, $conversion->[1]);
    my $blob  = $ctx->{state}->store_blob($bytes);
    return $ctx->{state}->update(
        sub { _save($ctx, $conversion, $blob, length $bytes, @target) });
}

# (folder names, file name or undef, source name)
sub _target {
    my ($ctx, $place, $destination) = @_;
    my @source = @{ $place->{names} };
    return ([ @source[ 0 .. $#source - 1 ] ], undef, $source[-1])
        if !defined $destination;
    my @names = grep { length } split m{/}, $destination;
    my $name  = pop @names;
    my ($folder) = StandIn::Home::find($ctx->{state}, $ctx->{uid}, @names);
    StandIn::Error::ocs(404, 'The destination path does not exist: /'
        . join('/', @names))
        if !$folder || !StandIn::Tree::is_dir($folder->{node});
    StandIn::Error::ocs(403, 'You do not have permission to create a file at'
        . ' the specified location')
        if !(StandIn::Home::permissions($folder) & $StandIn::Home::CREATE);
    return (\@names, $name, $source[-1]);
}

# Nextcloud has no better code than "unknown error" for this.
sub _conversion {
    my ($ctx, $from, $to) = @_;
    my ($found) = grep { $_->[0] eq $from && $_->[1] eq $to } @CONVERSIONS;
    StandIn::Error::ocs(500, 'The file could not be converted.', code => 999)
        if !$found || $ctx->{control}{no_conversions};
    return $found;
}

sub _convert {
    my ($ctx, $place, $to) = @_;
    return $JPEG if $to eq 'image/jpeg';
    my $text = $ctx->{state}->read_blob($place->{node}{blob});
    $text = Encode::decode('UTF-8', $text);
    my @paragraphs = map {
        s/^#\s+// ? "<h1>$_</h1>" : "<p>$_</p>"
    } map { StandIn::Xml::escape($_) } grep { /\S/ } split /\n\s*\n/, $text;
    return Encode::encode('UTF-8', "<!DOCTYPE html>\n<html><body>\n"
        . join("\n", @paragraphs) . "\n</body></html>\n");
}

sub _save {
    my ($ctx, $conversion, $blob, $size, $folder, $name, $source) = @_;
    my ($parent) = StandIn::Home::find($ctx->{state}, $ctx->{uid}, @$folder);
    my $tree = StandIn::Tree::change($ctx->{state}, $parent->{owner});
    if (!defined $name) {
        $name = $source;
        $name =~ s/\.[^.]*$//;
        $name .= ".$conversion->[2]";
    }
    $name = StandIn::Tree::free_name(
        sub { $parent->{node}{kids}{ $_[0] } }, $name);
    my $node = StandIn::Tree::add($ctx->{state}, $tree, $parent->{node}, $name, 0);
    StandIn::Tree::write($tree, $node, $blob, $size);
    return StandIn::Ocs::created($ctx, StandIn::Json::ordered(
        path => '/' . join('/', @$folder, $name), fileId => 0 + $node->{id}));
}

1;
