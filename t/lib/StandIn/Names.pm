# SPDX-License-Identifier: Apache-2.0
# File names Nextcloud does not take.
package StandIn::Names;
use strict;
use warnings;
use Encode ();
use StandIn::Error ();

my $MAX_BYTES = 250;

sub check {
    my ($name) = @_;
    my $reason = _complaint($name) // return;
    StandIn::Error::dav('InvalidPath', $reason, reason => $reason);
}

sub _complaint {
    my ($name) = @_;
    return 'Filename is too long'
        if length Encode::encode('UTF-8', $name) > $MAX_BYTES;
    return 'Filename is a reserved word'
        if lc $name eq '.htaccess' || $name =~ /^\.\.?$/;
    return qq{"$1" is not allowed inside a file or folder name.}
        if $name =~ m{([\\/])};
    return qq{"$1" is a forbidden file type.}
        if lc $name =~ /(\.filepart|\.part)$/;
    return;
}

1;
