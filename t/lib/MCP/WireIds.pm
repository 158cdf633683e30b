# SPDX-License-Identifier: Apache-2.0
# Ids in recorded exchanges. A replay gets other ids than the recording: this
# remembers which stands for which, and puts the new ones into requests.
package MCP::WireIds;
use strict;
use warnings;
use JSON::PP ();

# [ method, target, kinds of what the answer's members are an id of ]; a kind
# that is a hash is that of the objects in a list; one alone is of the answer itself.
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
    [ POST => qr{/api/1/tables$},              { id => 'table' } ],
    [ POST => qr{/api/1/tables/\d+/columns$},  { id => 'column' } ],
    [ POST => qr{/api/1/tables/\d+/rows$},     { id => 'row' } ],
    [ POST => qr{/api/v3/forms(?:\?|$)},       { id => 'form' } ],
    [ POST => qr{/forms/\d+/questions(?:\?|$)}, { id => 'question' } ],
    [ POST => qr{/questions/\d+/options(?:\?|$)}, { id => 'option' } ],
    [ POST => qr{/rest/v2/bookmark$},          { item => { id => 'bookmark' } } ],
    [ POST => qr{/rest/v2/folder$},            { item => { id => 'folder' } } ],
    [ POST => qr{/cookbook/api/v1/recipes$},   'recipe' ],
    [ POST => qr{/notes/api/v1/notes$},        { id => 'note' } ],
    [ GET  => qr{/mail/account/list},          { id => 'account' } ],
    [ GET  => qr{/mail/ocs/mailboxes\?},       { databaseId => 'mailbox' } ],
    [ GET  => qr{/mail/ocs/mailboxes/\d+/messages\?}, { databaseId => 'mail' } ],
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
    table   => [ qr{(/api/1/tables/)(\d+)} ],
    column  => [ qr{(/api/1/columns/)(\d+)} ],
    row     => [ qr{(/api/1/rows/)(\d+)} ],
    form    => [ qr{(/api/v3/forms/)(\d+)} ],
    question => [ qr{(/questions/)(\d+)} ],
    bookmark => [ qr{(/rest/v2/bookmark/)(\d+)}, qr{(/bookmarks/)(\d+)$} ],
    folder  => [ qr{(/rest/v2/folder/)(\d+)}, qr{(\bfolder=)(\d+)}, qr{("folders": ?\[)(\d+)} ],
    recipe  => [ qr{(/v1/recipes/)(\d+)}, qr{("id": ?")(\d+)} ],
    note    => [ qr{(/notes/api/v1/notes/)(\d+)} ],
    account => [ qr{(accountId=)(\d+)}, qr{("accountId": ?)(\d+)} ],
    mailbox => [ qr{(/mailboxes/)(\d+)} ],
    mail    => [ qr{(/mail/message/)(\d+)}, qr{(/mail/api/messages/)(\d+)} ],
);

# Ids that are names of members or texts in a body, below this member.
my $KEY = qr/([\{,] ?")(\d+)(?=":)/;
my %BELOW = (
    column   => [ qr/"data":/,    $KEY ],
    question => [ qr/"answers":/, $KEY ],
    option   => [ qr/"answers":/, qr/([\[,] ?")(\d+)(?="[\],])/ ],
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
    my $data = eval { JSON::PP->new->utf8->allow_nonref->decode($body) };
    return ref $data eq 'HASH' && $data->{ocs} ? $data->{ocs}{data} : $data;
}

sub _pair {
    my ($self, $kinds, $old, $new) = @_;
    if (!ref $kinds) {
        $self->{$kinds}{$old} = $new if defined $old && !ref $old && defined $new && !ref $new;
        return;
    }
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
    for my $kind (sort keys %BELOW) {
        my ($member, $place) = @{ $BELOW{$kind} };
        my $new = $self->{$kind} // {};
        $text =~ s/$place/$1 . ($new->{$2} \/\/ $2)/ge if $text =~ $member;
    }
    return $text;
}

1;
