# SPDX-License-Identifier: Apache-2.0
# /apps/integration_openproject: what that app hands on from an OpenProject.
package StandIn::OpenProject;
use strict;
use warnings;
use StandIn::Error ();
use StandIn::Json ();
use StandIn::Ocs ();

my %PROJECTS = (1 => 'Demo project', 7 => "Umbau \x{dc} #3 \x{1F600}");

my $PROJECT = '/apps/integration_openproject/api/v1';

sub routes {
    return (
        [ GET => qr{^$PROJECT/projects$}, \&projects ],
        [ GET => qr{^$PROJECT/projects/(\d+)/available-assignees$},
            \&assignees ],
        [ POST => qr{^$PROJECT/create/work-packages$}, \&create ],
    );
}

sub projects {
    my ($ctx) = @_;
    return StandIn::Ocs::ok($ctx, { map { $_ => { _type => 'Project',
        id => $_, name => $PROJECTS{$_}, identifier => "p$_", _links => {} } }
        keys %PROJECTS });
}

sub assignees {
    my ($ctx, $id) = @_;
    StandIn::Error::ocs(404, '', data => 'The requested resource could not be'
        . ' found.') if !$PROJECTS{$id};
    return StandIn::Ocs::ok($ctx, [ { _type => 'User', id => 4,
        name => "J\x{f6}rg M\x{fc}ller", login => 'joerg', _links => {} } ]);
}

# The body is OpenProject's own, inside "body".
sub create {
    my ($ctx) = @_;
    my $body = $ctx->{req}->param('body');
    my ($project) = ($body->{_links}{project}{href} // '')
        =~ m{^/api/v3/projects/(\d+)$};
    StandIn::Error::ocs(422, '', data => 'Project is invalid.')
        if !$PROJECTS{ $project // 0 };
    return StandIn::Ocs::created($ctx, { _type => 'WorkPackage', id => 42,
        subject => $body->{subject}, description => $body->{description},
        _links => $body->{_links} });
}

1;
