# SPDX-License-Identifier: Apache-2.0
# /apps/assistant: prompts that run later ("assignments"), skills, and the
# folder that the app keeps its files in. Made after its controllers, of
# release 4.0; there is no recording of it.
package StandIn::Assistant;
use strict;
use warnings;
use StandIn::Error ();
use StandIn::Json ();
use StandIn::Ocs ();

my $ASSISTANT = '/apps/assistant';

sub routes {
    return (
        [ GET => qr{^$ASSISTANT/api/v1/assistant-folder-path$}, \&folder ],
        [ GET    => qr{^$ASSISTANT/api/v1/skills/([^/]+)$}, \&load_skill ],
        [ POST   => qr{^$ASSISTANT/api/v1/skills$},         \&store_skill ],
        [ GET    => qr{^$ASSISTANT/assignments$},           \&list ],
        [ POST   => qr{^$ASSISTANT/assignments$},           \&create ],
        [ PATCH  => qr{^$ASSISTANT/assignments/(\d+)$},     \&change ],
        [ DELETE => qr{^$ASSISTANT/assignments/(\d+)$},     \&remove ],
    );
}

sub folder {
    my ($ctx) = @_;
    return StandIn::Ocs::ok($ctx, { path => "/$ctx->{uid}/files/Assistant" });
}

# ---- assignments ------------------------------------------------------------------

sub list {
    my ($ctx) = @_;
    my $all = $ctx->{state}->load('assignments') // {};
    return StandIn::Ocs::ok($ctx, { assignments => [ map { _view($all->{$_}) }
        grep { $all->{$_}{user_id} eq $ctx->{uid} }
        sort { $a <=> $b } keys %$all ] });
}

sub _view {
    my ($item) = @_;
    return StandIn::Json::ordered(map { $_ => $item->{$_} } qw(id user_id
        prompt recurrence starts_at created_at updated_at last_run_at timezone));
}

sub create {
    my ($ctx) = @_;
    my $req = $ctx->{req};
    my %new = map { $_ => $req->param($_) } qw(prompt recurrence timezone);
    my $starts = $req->param('startsAt');
    _check(\%new, $starts);
    $new{timezone} //= 'UTC';
    my $made = $ctx->{state}->update(sub {
        my $all = $ctx->{state}->load('assignments') // {};
        my $id  = $ctx->{state}->next_id;
        $all->{$id} = { %new, id => 0 + $id, user_id => $ctx->{uid},
            starts_at => 0 + $starts, created_at => time, updated_at => time,
            last_run_at => 0 };
        $ctx->{state}->put(assignments => $all);
        return $all->{$id};
    });
    return StandIn::Ocs::ok($ctx, { assignment => _view($made) });
}

# A number is a number: PHP's "int" takes nothing else.
sub _check {
    my ($new, $starts) = @_;
    StandIn::Error::ocs(400, 'startsAt')
        if defined $starts && $starts !~ /^-?\d+$/;
    StandIn::Error::ocs(400, '', data => '')
        if length($new->{recurrence} // '')
        && $new->{recurrence} !~ /^(?:RRULE:)?FREQ=(?:HOUR|DAI|WEEK|MONTH|YEAR)LY/;
    StandIn::Error::ocs(400, '', data => '')
        if defined $new->{timezone} && $new->{timezone} !~ m{^(?:UTC|\w+/\w+)$};
    return;
}

sub change {
    my ($ctx, $id) = @_;
    my $req    = $ctx->{req};
    my %change = map { $_ => $req->param($_) } qw(prompt recurrence timezone);
    my $starts = $req->param('startsAt');
    _check(\%change, $starts);
    $change{starts_at} = 0 + $starts if defined $starts;
    my $changed = $ctx->{state}->update(sub {
        my $all  = $ctx->{state}->load('assignments') // {};
        my $item = _own($ctx, $all, $id)
            // StandIn::Error::ocs(404, '', data => '');
        $item->{$_} = $change{$_} for grep { defined $change{$_} } keys %change;
        $item->{updated_at} = time;
        $ctx->{state}->put(assignments => $all);
        return $item;
    });
    return StandIn::Ocs::ok($ctx, { assignment => _view($changed) });
}

sub _own {
    my ($ctx, $all, $id) = @_;
    my $item = $all->{$id};
    return $item && $item->{user_id} eq $ctx->{uid} ? $item : undef;
}

# What is not there is as good as deleted.
sub remove {
    my ($ctx, $id) = @_;
    $ctx->{state}->update(sub {
        my $all = $ctx->{state}->load('assignments') // {};
        delete $all->{$id} if _own($ctx, $all, $id);
        $ctx->{state}->put(assignments => $all);
        return;
    });
    return StandIn::Ocs::ok($ctx, '');
}

# ---- skills -----------------------------------------------------------------------

sub load_skill {
    my ($ctx, $name) = @_;
    my $skill = ($ctx->{state}->load("skills.$ctx->{uid}") // {})->{$name};
    StandIn::Error::ocs(404, '', data => { error => 'Skill not found' })
        if !defined $skill;
    return StandIn::Ocs::ok($ctx, { content => $skill });
}

sub store_skill {
    my ($ctx) = @_;
    my ($name, $description, $content) =
        map { $ctx->{req}->param($_) // '' } qw(skillName description content);
    StandIn::Error::ocs(400, '', data => { error => 'Invalid skill name' })
        if $name =~ m{/} || !length $name;
    my $old = $ctx->{state}->update(sub {
        my $all = $ctx->{state}->load("skills.$ctx->{uid}") // {};
        my $had = exists $all->{$name};
        $all->{$name} = "---\nname: $name\ndescription: $description\n---\n"
            . $content;
        $ctx->{state}->put("skills.$ctx->{uid}" => $all);
        return $had;
    });
    return $old ? StandIn::Ocs::ok($ctx, { action => 'overwritten' })
        : StandIn::Ocs::created($ctx, { action => 'created' });
}

1;
