# SPDX-License-Identifier: Apache-2.0
# Ids in recorded exchanges. A replay gets other ids than the recording: this
# remembers which stands for which, and puts the new ones into requests.
package MCP::WireIds;
use strict;
use warnings;
use JSON::PP ();

# [ method, target, kinds of what the answer's members are an id of ]; a kind
# that is a hash is that of the objects in a list.
my @LEARN = (
    [ POST => qr{/v4/room(?:\?|$)},       { token => 'token' } ],
    [ POST => qr{/v1/chat/\w+(?:\?|$)},   { id => 'message' } ],
    [ POST => qr{/v1/poll/\w+(?:\?|$)},   { id => 'poll' } ],
    [ POST => qr{/boards(?:\?|$)},        { id => 'board', labels => { id => 'label' } } ],
    [ POST => qr{/boards/\d+/labels$},    { id => 'label' } ],
    [ POST => qr{/boards/\d+/stacks$},    { id => 'stack' } ],
    [ POST => qr{/stacks/\d+/cards$},     { id => 'card' } ],
    [ POST => qr{/cards/\d+/comments(?:\?|$)}, { id => 'comment' } ],
    [ POST => qr{/circles/circles(?:\?|$)},    { id => 'text' } ],
    [ POST => qr{/circles/\w+/members(?:\?|$)}, { id => 'text' } ],
    [ GET  => qr{/circles/\w+/members(?:\?|$)}, { id => 'text' } ],
    [ GET  => qr{/notifications(?:\?|$)}, { notification_id => 'notification' } ],
);

# Where numbers of a kind stand in a request.
my %PLACES = (
    message => [ qr{(/v1/(?:chat|reaction)/\w+/)(\d+)}, qr{(lastKnownMessageId=)(\d+)},
        qr{("replyTo": ?)(\d+)} ],
    poll    => [ qr{(/v1/poll/\w+/)(\d+)} ],
    board   => [ qr{(/boards/)(\d+)} ],
    stack   => [ qr{(/stacks/)(\d+)}, qr{("stackId": ?)(\d+)} ],
    card    => [ qr{(/cards/)(\d+)} ],
    label   => [ qr{("labelId": ?)(\d+)} ],
    notification => [ qr{(/notifications/)(\d+)} ],
    comment => [ qr{(/comments/)(\d+)}, qr{("parentId": ?)(\d+)} ],
);

sub new { return bless {}, $_[0] }

sub learn {
    my ($self, $request, $recorded, $got) = @_;
    for my $rule (@LEARN) {
        my ($method, $target, $kinds) = @$rule;
        next if $request->{method} ne $method || $request->{target} !~ $target;
        my ($old, $new) = map { _data($_->{body}) } $recorded, $got;
        $self->_pair($kinds, $old, $new);
    }
    return;
}

sub _data {
    my ($body) = @_;
    my $data = eval { JSON::PP->new->utf8->decode($body) };
    return ref $data eq 'HASH' && $data->{ocs} ? $data->{ocs}{data} : $data;
}

sub _pair {
    my ($self, $kinds, $old, $new) = @_;
    return $self->_pair_lists($kinds, $old, $new)
        if ref $old eq 'ARRAY' && ref $new eq 'ARRAY';
    return if ref $old ne 'HASH' || ref $new ne 'HASH';
    for my $name (keys %$kinds) {
        my ($was, $is) = ($old->{$name}, $new->{$name});
        if (ref $kinds->{$name}) { $self->_pair($kinds->{$name}, $was, $is) }
        elsif (defined $was && defined $is) { $self->{ $kinds->{$name} }{$was} = $is }
    }
    return;
}

# People by their id, other things by their place.
sub _pair_lists {
    my ($self, $kinds, $old, $new) = @_;
    for my $i (0 .. $#$old) {
        my $who = $old->[$i]{userId};
        my ($twin) = defined $who
            ? grep { ($_->{userId} // '') eq $who } @$new : $new->[$i];
        $self->_pair($kinds, $old->[$i], $twin);
    }
    return;
}

# A target or body as it has to be now.
sub translate {
    my ($self, $text) = @_;
    for my $kind (qw(token text)) {
        my $new = $self->{$kind} // {};
        $text =~ s/\b\Q$_\E\b/$new->{$_}/g for sort keys %$new;
    }
    for my $kind (sort keys %PLACES) {
        my $new = $self->{$kind} // {};
        for my $place (@{ $PLACES{$kind} }) {
            $text =~ s/$place/$1 . ($new->{$2} \/\/ $2)/ge;
        }
    }
    return $text;
}

1;
