# SPDX-License-Identifier: Apache-2.0
# Bookmarks: bookmarks, folders and tags. All of it is the one subject
# 'bookmarks' of the state.
package StandIn::Bookmarks;
use strict;
use warnings;
use StandIn::App ();
use StandIn::Json ();
use StandIn::Ocs ();
use StandIn::Reply ();
use StandIn::Request ();
use StandIn::State ();
use StandIn::Users ();

my $ROOT = -1;

my $API = '/public/rest/v2';
my @ROUTES = (
    [ GET    => qr{^$API/bookmark$},       \&list ],
    [ POST   => qr{^$API/bookmark$},       \&create ],
    [ GET    => qr{^$API/bookmark/(\d+)$}, \&get ],
    [ PUT    => qr{^$API/bookmark/(\d+)$}, \&update ],
    [ DELETE => qr{^$API/bookmark/(\d+)$}, \&remove ],
    [ GET    => qr{^$API/folder$},         \&folders ],
    [ POST   => qr{^$API/folder$},         \&add_folder ],
    [ DELETE => qr{^$API/folder/(\d+)$},   \&remove_folder ],
    [ POST   => qr{^$API/folder/(\d+)/bookmarks/(\d+)$}, \&put_into ],
    [ GET    => qr{^$API/tag$},            \&tags ],
);

# It does not know Bearer.
sub handle {
    my ($ctx, $path) = @_;
    return _bearer($ctx) if $ctx->{auth}{scheme} eq 'bearer';
    return _answer($ctx, 401, { status => 'error', data => ['Please authenticate first'] },
        [ 'WWW-Authenticate' => 'Basic realm="Nextcloud", charset="UTF-8"' ])
        if !defined $ctx->{uid};
    return StandIn::App::route($ctx, $path, \@ROUTES);
}

sub _bearer {
    my ($ctx) = @_;
    return { %{ StandIn::App::empty($ctx, 401) }, headers => [
        StandIn::Reply::app_headers(), StandIn::Ocs::user_header($ctx),
        [ 'WWW-Authenticate' => 'Basic realm="Nextcloud Bookmarks", charset="UTF-8"' ] ] };
}

sub _answer { return StandIn::App::answer(@_) }

sub _ok {
    my ($ctx, %more) = @_;
    return _answer($ctx, 200, { status => 'success', ticket => StandIn::State::random(64), %more });
}

sub _refuse {
    my ($ctx, $status, $message) = @_;
    StandIn::App::refuse($ctx, $status, { status => 'error', data => [$message],
        ticket => StandIn::State::random(64) });
}

sub _load   { return StandIn::App::load($_[0], 'bookmarks') }
sub _change { return StandIn::App::change($_[0], 'bookmarks', $_[1]) }

sub _mine {
    my ($ctx, $data) = @_;
    return grep { $_->{userId} eq $ctx->{uid} } values %{ $data->{bookmarks} // {} };
}

# ---- bookmarks ---------------------------------------------------------------------

# A list has null where a single one has empty texts.
sub _view {
    my ($one, $text) = @_;
    return {
        (map { ($_ => $one->{$_}) } qw(id url title description lastmodified added userId tags folders)),
        target => $one->{url}, clickcount => 0, lastPreview => 0, archivedFile => undef,
        available => $one->{fresh} ? undef : StandIn::Json::true(),
        textContent => $text, htmlContent => $text,
    };
}

sub _words_fit {
    my ($one, $words) = @_;
    my $text = lc join "\n", @$one{qw(url title description)}, @{ $one->{tags} };
    return !grep { index($text, lc $_) < 0 } @$words;
}

sub _is_found {
    my ($one, $params) = @_;
    my %tags = map { $_ => 1 } @{ $one->{tags} };
    my $and  = ($params->{conjunction} // 'or') eq 'and';
    my @asked = @{ $params->{tags} // [] };
    my $has  = grep { $tags{$_} } @asked;
    return 0 if @asked && ($and ? $has < @asked : !$has);
    return 0 if defined $params->{folder}
        && !grep { $_ == $params->{folder} } @{ $one->{folders} };
    return 0 if defined $params->{url} && $one->{url} ne _url($params->{url});
    return _words_fit($one, $params->{search} // []);
}

sub list {
    my ($ctx) = @_;
    my $params = $ctx->{req}->params;
    my $data   = _load($ctx);
    _refuse($ctx, 400, 'Not found')
        if defined $params->{folder} && !_folder_exists($ctx, $data, $params->{folder});
    my @found = sort { $b->{lastmodified} <=> $a->{lastmodified} || $b->{id} <=> $a->{id} }
        grep { _is_found($_, $params) } _mine($ctx, $data);
    my ($page, $limit) = ($params->{page} // 0, $params->{limit} // 10);
    @found = splice @found, $page * $limit, $limit if $page >= 0;
    delete $_->{fresh} for @found;
    return _ok($ctx, data => [ map { _view($_, undef) } @found ]);
}

# As it is kept: blanks and what is not ASCII encoded.
sub _url {
    my ($url) = @_;
    $url =~ s{([^\x21-\x7e]+)}{StandIn::Request::rawurlencode($1)}ge;
    return $url;
}

# A URL that is there already is that bookmark, changed.
sub create {
    my ($ctx) = @_;
    my $params = $ctx->{req}->params;
    my $url    = _url($params->{url} // '');
    return _change($ctx, sub {
        my ($data) = @_;
        my @folders = map { 0 + $_ } @{ $params->{folders} // [$ROOT] };
        _refuse($ctx, 400, 'Could not add bookmark')
            if grep { !_folder_exists($ctx, $data, $_) } @folders;
        _refuse($ctx, 400, 'Invalid URL') if $url !~ m{^[a-z]+:(?://)?[^/\s]};
        my ($one) = grep { $_->{url} eq $url } _mine($ctx, $data);
        if (!$one) {
            my $id = StandIn::App::next_id($data, 'bookmark');
            $one = $data->{bookmarks}{$id} = { id => $id, url => $url, userId => $ctx->{uid},
                title => $url, description => '', tags => [], folders => \@folders, added => time };
        }
        _set($one, $params);
        $one->{folders} = \@folders if $params->{folders};
        return _ok($ctx, item => _view({ %$one, fresh => 1 }, ''));
    });
}

sub _set {
    my ($one, $params) = @_;
    for my $name (grep { defined $params->{$_} } qw(title description tags)) {
        $one->{$name} = $params->{$name};
    }
    $one->{lastmodified} = time;
    return;
}

sub _one {
    my ($ctx, $data, $id, $message) = @_;
    my ($one) = grep { $_->{id} == $id } _mine($ctx, $data);
    return $one // _refuse($ctx, 404, $message);
}

sub get {
    my ($ctx, $id) = @_;
    return _ok($ctx, item => _view(_one($ctx, _load($ctx), $id, 'Not found'), ''));
}

sub update {
    my ($ctx, $id) = @_;
    my $params = $ctx->{req}->params;
    return _change($ctx, sub {
        my ($data) = @_;
        my $one = _one($ctx, $data, $id, 'Could not edit bookmark');
        _refuse($ctx, 403, 'Insufficient permissions')
            if grep { !_folder_exists($ctx, $data, $_) } @{ $params->{folders} // [] };
        _set($one, $params);
        $one->{url} = _url($params->{url}) if defined $params->{url};
        $one->{folders} = [ map { 0 + $_ } @{ $params->{folders} } ] if $params->{folders};
        return _ok($ctx, item => _view($one, ''));
    });
}

# A success in any case.
sub remove {
    my ($ctx, $id) = @_;
    return _change($ctx, sub {
        my ($data) = @_;
        delete $data->{bookmarks}{$_->{id}} for grep { $_->{id} == $id } _mine($ctx, $data);
        return _ok($ctx);
    });
}

# ---- folders and tags --------------------------------------------------------------

sub _folder_exists {
    my ($ctx, $data, $id) = @_;
    my $folder = $data->{folders}{$id};
    return $id == $ROOT || $folder && $folder->{userId} eq $ctx->{uid};
}

sub _folder_view {
    my ($folder) = @_;
    return { %$folder, userDisplayName => StandIn::Users::display($folder->{userId}) };
}

sub _tree {
    my ($ctx, $data, $parent) = @_;
    my @here = grep { $_->{userId} eq $ctx->{uid} && $_->{parent_folder} == $parent }
        StandIn::App::by_id($data->{folders});
    return [ map { { %{ _folder_view($_) }, children => _tree($ctx, $data, $_->{id}) } } @here ];
}

sub folders {
    my ($ctx) = @_;
    return _ok($ctx, data => _tree($ctx, _load($ctx), $ROOT));
}

sub add_folder {
    my ($ctx) = @_;
    my $req = $ctx->{req};
    return _change($ctx, sub {
        my ($data) = @_;
        my $parent = 0 + ($req->param('parent_folder') // $ROOT);
        _refuse($ctx, 400, 'Could not find parent folder')
            if !_folder_exists($ctx, $data, $parent);
        my $id = StandIn::App::next_id($data, 'folder');
        my $folder = $data->{folders}{$id} = { id => $id, title => $req->param('title') // '',
            userId => $ctx->{uid}, parent_folder => $parent };
        return _ok($ctx, item => _folder_view($folder));
    });
}

sub remove_folder {
    my ($ctx, $id) = @_;
    return _change($ctx, sub {
        my ($data) = @_;
        delete $data->{folders}{$id};
        return _ok($ctx);
    });
}

sub put_into {
    my ($ctx, $folder, $id) = @_;
    return _change($ctx, sub {
        my ($data) = @_;
        my $one = _one($ctx, $data, $id, 'Not found');
        push @{ $one->{folders} }, 0 + $folder;
        return _ok($ctx);
    });
}

sub tags {
    my ($ctx) = @_;
    my %count;
    $count{$_}++ for map { @{ $_->{tags} } } _mine($ctx, _load($ctx));
    my @names = sort keys %count;
    return _answer($ctx, 200, ($ctx->{req}->param('count') // '') eq 'true'
        ? [ map { { name => $_, count => $count{$_} } } @names ] : \@names);
}

1;
