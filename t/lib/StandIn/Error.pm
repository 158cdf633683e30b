# SPDX-License-Identifier: Apache-2.0
# The one exception class of the stand-in: a die() that already knows how
# Nextcloud would word it, for the DAV dialect or for the OCS dialect.
package StandIn::Error;
use strict;
use warnings;

my $SABRE = 'Sabre\\DAV\\Exception\\';
my $OCA   = 'OCA\\DAV\\Connector\\Sabre\\Exception\\';

# name => [HTTP status, PHP class]
my %DAV = (
    BadRequest           => [ 400, $SABRE . 'BadRequest' ],
    NotAuthenticated     => [ 401, $SABRE . 'NotAuthenticated' ],
    Forbidden            => [ 403, $SABRE . 'Forbidden' ],
    NotFound             => [ 404, $SABRE . 'NotFound' ],
    MethodNotAllowed     => [ 405, $SABRE . 'MethodNotAllowed' ],
    UnsupportedMediaType => [ 415, $SABRE . 'UnsupportedMediaType' ],
    InvalidComponentType =>
        [ 403, 'Sabre\\CalDAV\\Exception\\InvalidComponentType' ],
    Conflict             => [ 409, $SABRE . 'Conflict' ],
    PreconditionFailed   => [ 412, $SABRE . 'PreconditionFailed' ],
    RangeNotSatisfiable  => [ 416, $SABRE . 'RequestedRangeNotSatisfiable' ],
    ReportNotSupported   => [ 415, $SABRE . 'ReportNotSupported' ],
    NotImplemented       => [ 501, $SABRE . 'NotImplemented' ],
    ServiceUnavailable   => [ 503, $SABRE . 'ServiceUnavailable' ],
    InsufficientStorage  => [ 507, $SABRE . 'InsufficientStorage' ],
    FileLocked           => [ 423, $OCA . 'FileLocked' ],
    TooManyRequests      => [ 429, $OCA . 'TooManyRequests' ],
    InvalidPath          => [ 400, $OCA . 'InvalidPath' ],
    InvalidArgument      => [ 500, 'InvalidArgumentException' ],
    Maintenance          => [ 503, 'OCA\\DAV\\Exception\\ServerMaintenanceMode' ],
);

# dav('NotFound', $message, header => 'If-Match', headers => [[..]], ...)
sub dav {
    my ($name, $message, %more) = @_;
    my ($status, $class) = @{ $DAV{$name} };
    die bless {
        dialect => 'dav', status => $status, class => $class,
        message => $message, %more
    }, __PACKAGE__;
}

# ocs(404, 'message'); code => 998 when the OCS code differs from HTTP's.
sub ocs {
    my ($status, $message, %more) = @_;
    die bless {
        dialect => 'ocs', status => $status, message => $message, %more
    }, __PACKAGE__;
}

# A finished reply thrown from deep inside.
sub reply {
    my ($reply) = @_;
    die bless { dialect => 'reply', reply => $reply }, __PACKAGE__;
}

1;
