# SPDX-License-Identifier: Apache-2.0
# Points in time as clients write them: HTTP dates, ISO 8601, or seconds.
package StandIn::Date;
use strict;
use warnings;
use HTTP::Date ();

# undef when it is no date.
sub parse {
    my ($text) = @_;
    return undef if !defined $text;
    return 0 + $text if $text =~ /^-?\d+$/;
    # HTTP::Date knows zones only without the colon.
    $text =~ s/([+-]\d\d):(\d\d)$/$1$2/;
    $text =~ s/(T[\d:]+)\.\d+/$1/;
    return HTTP::Date::str2time($text);
}

sub http { return HTTP::Date::time2str($_[0]) }

1;
