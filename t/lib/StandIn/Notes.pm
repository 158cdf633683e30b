# SPDX-License-Identifier: Apache-2.0
# Notes, as the one subject 'notes' of the state.
package StandIn::Notes;
use strict;
use warnings;
use Digest::MD5 ();
use StandIn::App ();
use StandIn::Date ();
use StandIn::Json ();

my $API = '/api/v1/notes';
my @ROUTES = (
    [ GET    => qr{^$API$},       \&list ],
    [ POST   => qr{^$API$},       \&create ],
    [ GET    => qr{^$API/(\d+)$}, \&get ],
    [ PUT    => qr{^$API/(\d+)$}, \&update ],
    [ DELETE => qr{^$API/(\d+)$}, \&remove ],
);

sub handle {
    my ($ctx, $path) = @_;
    return StandIn::App::route($ctx, $path, \@ROUTES);
}

my @NONE = (errorType => '', shareTypes => []);

sub _view {
    my ($note, $brief) = @_;
    my $folder = length $note->{category} ? "$note->{category}/" : '';
    my %view = (
        (map { ($_ => $note->{$_}) } qw(id title modified category)), @NONE,
        (map { ($_ => StandIn::Json::bool($note->{$_})) } qw(favorite readonly isShared error)),
        internalPath => "/Notes/$folder$note->{title}.md", $brief ? () : (content => $note->{content}),
    );
    return { %view, etag => Digest::MD5::md5_hex(StandIn::Json::encode({ %view, content => $note->{content} })) };
}

sub _etag {
    my ($view) = @_;
    my $etag = ref $view eq 'HASH' ? $view->{etag} : Digest::MD5::md5_hex(StandIn::Json::encode($view));
    return [ ETag => qq{"$etag"} ];
}

sub _mine {
    my ($ctx) = @_;
    return grep { $_->{owner} eq $ctx->{uid} }
        StandIn::App::by_id(StandIn::App::load($ctx, 'notes')->{notes});
}

sub list {
    my ($ctx) = @_;
    my $req = $ctx->{req};
    my $category = $req->param('category');
    my @notes = grep { !defined $category || $_->{category} eq $category } _mine($ctx);
    my $brief = ($req->param('exclude') // '') =~ /\bcontent\b/;
    my $view  = [ map { _view($_, $brief) } @notes ];
    return StandIn::App::answer($ctx, 200, $view, _etag($view),
        [ 'Last-Modified' => StandIn::Date::http(time) ]);
}

sub _one {
    my ($ctx, $data, $id) = @_;
    my $note = $data->{notes}{$id};
    return $note if $note && $note->{owner} eq $ctx->{uid};
    StandIn::App::refuse($ctx, 404, { errorType => 'OCA\Notes\Service\NoteDoesNotExistException' });
}

sub get {
    my ($ctx, $id) = @_;
    my $view = _view(_one($ctx, StandIn::App::load($ctx, 'notes'), $id));
    return StandIn::App::answer($ctx, 200, $view, _etag($view));
}

# A title is the name of a file: what such a name may not have is left out.
sub _set {
    my ($note, $params) = @_;
    $note->{$_} = $params->{$_} for grep { defined $params->{$_} } qw(title content category);
    $note->{title} =~ s{[/\\:*?"<>|]}{}g;
    $note->{title} = 'New note' if !length $note->{title};
    $note->{favorite} = StandIn::App::bool($params->{favorite}) if defined $params->{favorite};
    $note->{modified} = time;
    return;
}

sub create {
    my ($ctx) = @_;
    my $params = $ctx->{req}->params;
    return StandIn::App::change($ctx, 'notes', sub {
        my ($data) = @_;
        my $id = StandIn::App::next_id($data, 'note');
        my $note = $data->{notes}{$id} = { id => $id, owner => $ctx->{uid}, title => '', content => '',
            category => '' };
        _set($note, $params);
        return StandIn::App::answer($ctx, 200, _view($note));
    });
}

# A note that is another by now is the answer, and stays as it is.
sub update {
    my ($ctx, $id) = @_;
    my $match  = $ctx->{req}->header('If-Match');
    my $params = $ctx->{req}->params;
    return StandIn::App::change($ctx, 'notes', sub {
        my ($data) = @_;
        my $note = _one($ctx, $data, $id);
        return StandIn::App::answer($ctx, 412, _view($note))
            if defined $match && $match ne qq{"@{[ _view($note)->{etag} ]}"};
        _set($note, $params);
        return StandIn::App::answer($ctx, 200, _view($note));
    });
}

sub remove {
    my ($ctx, $id) = @_;
    return StandIn::App::change($ctx, 'notes', sub {
        my ($data) = @_;
        _one($ctx, $data, $id);
        delete $data->{notes}{$id};
        return StandIn::App::answer($ctx, 200, []);
    });
}

1;
