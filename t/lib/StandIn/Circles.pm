# SPDX-License-Identifier: Apache-2.0
# Circles, which people know as teams. What is said about a member or a team
# goes on for pages; all of it that no test looks at is as it was recorded.
package StandIn::Circles;
use strict;
use warnings;
use StandIn::Error ();
use StandIn::Fixture ();
use StandIn::Ocs ();
use StandIn::State ();
use StandIn::Users ();

my $CIRCLES = '/apps/circles/circles';
my ($USER, $GROUP, $MAIL, $TEAM) = (1, 2, 4, 16);
my ($MEMBER, $OWNER) = (1, 9);
my $PERSONAL = 2;
my $MIN_NAME = 3;

my $NEW    = StandIn::Fixture::data('1720-circle-create');
my $KNOWN  = StandIn::Fixture::data('1724-circle-get');
my $ADDED  = StandIn::Fixture::data('1729-circle-add-user');
my $ADDED_TEAM = StandIn::Fixture::data('1735-circle-add-team');
my @LISTED = @{ StandIn::Fixture::data('1739-circle-members-2') };
my ($LISTED_TEAM) = grep { $_->{basedOn}{source} == $TEAM } @LISTED;

sub routes {
    my $id = '([A-Za-z0-9]+)';
    return (
        [ GET    => qr{^$CIRCLES$},                 \&list ],
        [ POST   => qr{^$CIRCLES$},                 \&create ],
        [ GET    => qr{^$CIRCLES/$id$},             \&get ],
        [ DELETE => qr{^$CIRCLES/$id$},             \&remove ],
        [ PUT    => qr{^$CIRCLES/$id/(name)$},      \&set ],
        [ PUT    => qr{^$CIRCLES/$id/(description)$}, \&set ],
        [ GET    => qr{^$CIRCLES/$id/members$},     \&members ],
        [ POST   => qr{^$CIRCLES/$id/members$},     \&add ],
        [ DELETE => qr{^$CIRCLES/$id/members/$id$}, \&expel ],
    );
}

# ---- the subject -------------------------------------------------------------------

sub _load {
    my ($ctx) = @_;
    return $ctx->{state}->load('circles') // {};
}

sub _change {
    my ($ctx, $code) = @_;
    return $ctx->{state}->update(sub {
        my $teams = _load($ctx);
        my $data  = $code->($teams);
        $ctx->{state}->put(circles => $teams);
        return StandIn::Ocs::ok($ctx, $data);
    });
}

# The caller's level in a team: their own, or that of a group or team of theirs.
sub _level {
    my ($ctx, $teams, $team, $seen) = @_;
    my $best = 0;
    for my $member (@{ $team->{members} }) {
        next if !_is_of($ctx, $teams, $member, { %{ $seen // {} }, $team->{id} => 1 });
        $best = $member->{level} if $member->{level} > $best;
    }
    return $best;
}

sub _is_of {
    my ($ctx, $teams, $member, $seen) = @_;
    my ($source, $who) = @$member{qw(source who)};
    return $who eq $ctx->{uid} if $source == $USER;
    return scalar grep { $_ eq $who } @{ StandIn::Users::get($ctx->{uid})->{groups} }
        if $source == $GROUP;
    return $source == $TEAM && $teams->{$who} && !$seen->{$who}
        && _level($ctx, $teams, $teams->{$who}, $seen);
}

sub _team {
    my ($ctx, $teams, $id, $needed) = @_;
    my $team = $teams->{$id};
    StandIn::Error::ocs(404, 'Circle not found') if !$team || !_level($ctx, $teams, $team);
    StandIn::Error::ocs(400, 'Insufficient rights')
        if $needed && _level($ctx, $teams, $team) < $needed;
    return $team;
}

# The name of a team that may be shared with, for Shares.pm.
sub name_for_share {
    my ($ctx, $id) = @_;
    my $teams = _load($ctx);
    my $team  = $teams->{$id} or return;
    return if !_level($ctx, $teams, $team);
    return "$team->{display} (Team owned by " . StandIn::Users::display($team->{owner}) . ')';
}

# ---- teams -------------------------------------------------------------------------

sub _named {
    my ($teams, $team, $name) = @_;
    StandIn::Error::ocs(400, 'Circle name is too short') if length $name < $MIN_NAME;
    my %taken = map { ($_->{display} => 1) } grep { $_->{id} ne $team->{id} } values %$teams;
    my ($display, $n) = ($name, 1);
    $display = "$name (" . ++$n . ')' while $taken{$display};
    @$team{qw(name display)} = ($name, $display);
    return;
}

sub _view {
    my ($ctx, $teams, $team, $template) = @_;
    my $owner = { %{ $template->{owner} }, userId => $team->{owner}, circleId => $team->{id},
        displayName => StandIn::Users::display($team->{owner}) };
    my $level = _level($ctx, $teams, $team);
    return {
        %$template, id => $team->{id}, name => $team->{name},
        displayName => $team->{display}, sanitizedName => $team->{display},
        population => scalar @{ $team->{members} }, config => $team->{config},
        description => $team->{description}, owner => $owner,
        initiator => { %{ $template->{initiator} }, userId => $ctx->{uid}, level => $level,
            displayName => StandIn::Users::display($ctx->{uid}) },
    };
}

sub list {
    my ($ctx) = @_;
    my $teams = _load($ctx);
    my @mine = sort { $a->{created} <=> $b->{created} || $a->{display} cmp $b->{display} }
        grep { _level($ctx, $teams, $_) } values %$teams;
    return StandIn::Ocs::ok($ctx, [ map { _view($ctx, $teams, $_, $KNOWN) } @mine ]);
}

sub create {
    my ($ctx) = @_;
    my $req = $ctx->{req};
    return _change($ctx, sub {
        my ($teams) = @_;
        my $team = {
            id => StandIn::State::random(31), owner => $ctx->{uid}, created => time,
            config => ($req->param('personal') // '') eq 'true' ? $PERSONAL : 0,
            description => '', members => [],
        };
        _named($teams, $team, $req->param('name') // '');
        _insert($team, $USER, $ctx->{uid}, StandIn::Users::display($ctx->{uid}), $OWNER);
        $teams->{ $team->{id} } = $team;
        return _view($ctx, $teams, $team, $NEW);
    });
}

sub get {
    my ($ctx, $id) = @_;
    my $teams = _load($ctx);
    return StandIn::Ocs::ok($ctx, _view($ctx, $teams, _team($ctx, $teams, $id), $KNOWN));
}

sub remove {
    my ($ctx, $id) = @_;
    return _change($ctx, sub {
        my ($teams) = @_;
        my $team = _team($ctx, $teams, $id, $OWNER);
        my $view = _view($ctx, $teams, $team, $KNOWN);
        delete $teams->{$id};
        return $view;
    });
}

sub set {
    my ($ctx, $id, $what) = @_;
    my $value = $ctx->{req}->param('value') // '';
    return _change($ctx, sub {
        my ($teams) = @_;
        my $team = _team($ctx, $teams, $id, $OWNER);
        if ($what eq 'name') { _named($teams, $team, $value) }
        else                 { $team->{description} = $value }
        return _view($ctx, $teams, $team, $KNOWN);
    });
}

# ---- members -----------------------------------------------------------------------

# Groups and teams are members as teams; basedOn tells them apart.
sub _insert {
    my ($team, $source, $who, $display, $level) = @_;
    my $member = {
        id => StandIn::State::random(31), source => $source, who => $who,
        display => $display, level => $level,
    };
    push @{ $team->{members} }, $member;
    return $member;
}

sub _member_view {
    my ($team, $member, $any, $of_team) = @_;
    my $source   = $member->{source};
    my $template = $source == $TEAM ? $of_team : $any;
    return {
        %$template, id => $member->{id}, circleId => $team->{id},
        userId => $source == $TEAM ? $member->{display} : $member->{who},
        userType => $source == $GROUP ? $TEAM : $source,
        displayName => $member->{display}, level => $member->{level},
        basedOn => { %{ $template->{basedOn} }, source => 0 + $source,
            displayName => $member->{display} },
    };
}

# Of a team that is not there, or not for the caller, none.
sub members {
    my ($ctx, $id) = @_;
    my $teams = _load($ctx);
    my $team  = $teams->{$id} // { members => [] };
    return StandIn::Ocs::ok($ctx,
        [ map { _member_view($team, $_, $LISTED[0], $LISTED_TEAM) } @{ $team->{members} } ]);
}

# The name of somebody to add.
sub _newcomer {
    my ($teams, $type, $who) = @_;
    if ($type eq $USER) {
        StandIn::Error::ocs(404, "user $who not found") if !StandIn::Users::get($who);
        return StandIn::Users::display($who);
    }
    if ($type eq $GROUP) {
        StandIn::Error::ocs(404, 'group not found')
            if !grep { $_ eq $who } StandIn::Users::groups();
        return $who;
    }
    return $who if $type eq $MAIL;
    StandIn::Error::ocs(400, '') if $type ne $TEAM;
    StandIn::Error::ocs(404, 'singleId not found') if !$teams->{$who};
    return $teams->{$who}{display};
}

sub add {
    my ($ctx, $id) = @_;
    my $req  = $ctx->{req};
    my $type = $req->param('type') // $USER;
    my $who  = $req->param('userId') // '';
    return _change($ctx, sub {
        my ($teams) = @_;
        my $team = _team($ctx, $teams, $id, $OWNER);
        my $display = _newcomer($teams, $type, $who);
        StandIn::Error::ocs(400, 'Already member of the circle', code => 122)
            if grep { $_->{source} == $type && $_->{who} eq $who } @{ $team->{members} };
        my $member = _insert($team, $type, $who, $display, $MEMBER);
        return { %{ _member_view($team, $member, $ADDED, $ADDED_TEAM) },
            circle => _view($ctx, $teams, $team, $KNOWN) };
    });
}

sub expel {
    my ($ctx, $id, $member_id) = @_;
    return _change($ctx, sub {
        my ($teams) = @_;
        my $team = _team($ctx, $teams, $id);
        my ($member) = grep { $_->{id} eq $member_id } @{ $team->{members} };
        StandIn::Error::ocs(404, '') if !$member;
        StandIn::Error::ocs(400, 'Insufficient rights')
            if $member->{level} == $OWNER || _level($ctx, $teams, $team) < $OWNER;
        $team->{members} = [ grep { $_ != $member } @{ $team->{members} } ];
        return [];
    });
}

1;
