# SPDX-License-Identifier: Apache-2.0
# What the apps of the stand-in have in common: routes, answers as the app
# framework gives them, and a subject of the state for each app.
package StandIn::App;
use strict;
use warnings;
use Encode ();
use StandIn::Error ();
use StandIn::Json ();
use StandIn::Ocs ();
use StandIn::Reply ();
use StandIn::Request ();

# Below /index.php/apps/<app>: the answer, or nothing for an unknown path.
sub route {
    my ($ctx, $path, $routes) = @_;
    for my $route (@$routes) {
        next if $route->[0] ne $ctx->{req}->method;
        my @captures = $path =~ $route->[1] or next;
        return answer($ctx, 401, { message => 'Current user is not logged in' })
            if !defined $ctx->{uid};
        return $route->[2]->($ctx, map { StandIn::Request::unescape($_) } @captures);
    }
    return;
}

sub answer {
    my ($ctx, $status, $data, @headers) = @_;
    my $reply = StandIn::Reply::json($status, $data, StandIn::Ocs::user_header($ctx), @headers);
    $reply->{line} = 'Bad request' if $status == 400;
    return $reply;
}

# What several apps say of what is not there.
sub empty {
    my ($ctx, $status) = @_;
    my $reply = answer($ctx, $status, undef);
    return { %$reply, type => 'text/html; charset=UTF-8', body => '' };
}

# Leaves the code at once.
sub refuse {
    my ($ctx, $status, $data) = @_;
    StandIn::Error::reply(defined $data ? answer($ctx, $status, $data) : empty($ctx, $status));
}

sub load {
    my ($ctx, $subject) = @_;
    return $ctx->{state}->load($subject) // { seq => {} };
}

# Runs the code with the write lock; it gets the subject and may refuse().
sub change {
    my ($ctx, $subject, $code) = @_;
    return $ctx->{state}->update(sub {
        my $data  = load($ctx, $subject);
        my $reply = $code->($data);
        $ctx->{state}->put($subject => $data);
        return $reply;
    });
}

sub next_id {
    my ($data, $kind) = @_;
    return ++$data->{seq}{$kind};
}

# As PHP reads a parameter of the type bool.
sub bool {
    my ($value) = @_;
    return $value && $value ne 'false' ? 1 : 0;
}

# JSON within a parameter; undef when it is none.
sub unpack_json {
    my ($text) = @_;
    return StandIn::Json::decode(Encode::encode('UTF-8', $text // ''));
}

sub by_id {
    my ($things) = @_;
    return sort { $a->{id} <=> $b->{id} } values %{ $things // {} };
}

1;
