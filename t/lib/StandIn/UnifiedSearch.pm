# SPDX-License-Identifier: Apache-2.0
# /search/providers and /search/providers/{id}/search. "files" searches the
# caller's files; the others search a few entries of their own.
package StandIn::UnifiedSearch;
use strict;
use warnings;
use Digest::MD5 ();
use StandIn::Date ();
use StandIn::Apps ();
use StandIn::Error ();
use StandIn::Fixture ();
use StandIn::Home ();
use StandIn::Json ();
use StandIn::Ocs ();
use StandIn::Props ();
use StandIn::Tree ();

my $PROVIDERS = StandIn::Fixture::data('500-search-providers');
my $EVENTS    = StandIn::Fixture::data('504-search-calendar');

my $DEFAULT_LIMIT = 5;
my $ICON = '/index.php/apps/theming/img/core/filetypes/';

# provider => [ title, subline, path ]
my %ENTRIES = (
    notes    => [ [ 'Shopping list', 'Milk and bread', 'apps/notes/note/1' ] ],
    cookbook => [ [ 'Pancakes', 'Recipe', 'apps/cookbook/#/recipe/1' ] ],
    contacts => [ [ 'Jane Doe', 'jane@example.test', 'apps/contacts/1' ] ],
    tasks    => [ [ 'Write report', 'Personal', 'apps/tasks/#/1' ] ],
    'search-deck-card-board' => [ [ 'Release plan', 'Board', 'apps/deck/1' ] ],
    'talk-message' => [ [ 'Bob in Project', 'See you at the standup',
            'call/abc123#message_1' ] ],
    'talk-conversations' => [ [ 'Project', '', 'call/abc123' ] ],
    bookmarks => [ [ 'Nextcloud', 'https://nextcloud.com', 'apps/bookmarks/1' ] ],
    users => [ [ 'Bob', 'bob@example.test', 'u/bob' ] ],
);

sub _provider {
    my ($ctx, $id) = @_;
    my ($found) = grep { $_->{id} eq $id } @$PROVIDERS;
    return $found && StandIn::Apps::enabled($ctx, $found->{appId})
        ? $found : undef;
}

sub providers {
    my ($ctx) = @_;
    my @seen = grep { _provider($ctx, $_->{id}) } @$PROVIDERS;
    my $etag = Digest::MD5::md5_hex(StandIn::Json::encode(\@seen));
    return StandIn::Ocs::ok($ctx, \@seen, [ ETag => qq{"$etag"} ]);
}

my @FILTERS = qw(term since until person min-size max-size mime type path
    is-favorite);

sub search {
    my ($ctx, $id) = @_;
    my $req = $ctx->{req};
    my $provider = _provider($ctx, $id)
        or StandIn::Error::ocs(500, "Internal Server Error\n", code => 996);
    StandIn::Error::ocs(400, '', data => 'No valid filters provided')
        if !grep { length($req->param($_) // '') } @FILTERS;
    my $limit  = $req->param('limit') // $DEFAULT_LIMIT;
    my $offset = $req->param('cursor') || 0;
    my $files  = $id eq 'files';
    my @all    = $files ? _files($ctx) : _entries($ctx, $id);
    my $last   = $offset + $limit - 1;
    $last = $#all if $last > $#all;
    my @page = $offset > $last ? () : @all[ $offset .. $last ];
    # Files count what was asked for, others what was found.
    my $cursor = $files ? $offset + $limit : $offset + @page;
    return StandIn::Ocs::ok($ctx, StandIn::Json::ordered(
        name => $provider->{name}, isPaginated => StandIn::Json::true(),
        entries => \@page, cursor => 0 + $cursor));
}

# ---- other providers ----------------------------------------------------------------

sub _entries {
    my ($ctx, $id) = @_;
    my $term = lc($ctx->{req}->param('term') // '');
    my @all  = $id eq 'calendar'
        ? @{ StandIn::Fixture::rebase($ctx, $EVENTS)->{entries} }
        : map { _entry($ctx, @$_) } @{ $ENTRIES{$id} // [] };
    return grep { index(lc _title($_), $term) >= 0 } @all;
}

sub _entry {
    my ($ctx, $title, $subline, $path) = @_;
    return { thumbnailUrl => '', title => $title, subline => $subline,
        resourceUrl => $ctx->{req}->base . "/index.php/$path",
        icon => '', rounded => StandIn::Json::false(), attributes => [] };
}

sub _title { return "$_[0]{title} $_[0]{subline}" }

# ---- files -----------------------------------------------------------------------

sub _files {
    my ($ctx) = @_;
    my $home = StandIn::Home::home($ctx->{state}, $ctx->{uid});
    my (undef, @below) = StandIn::Home::walk($ctx->{state}, $home);
    my @tests = _tests($ctx);
    my @hits = grep { my $place = $_; !grep { !$_->($place) } @tests } @below;
    return map { _file($ctx, $_) }
        sort { $b->{node}{mtime} <=> $a->{node}{mtime}
            || $b->{node}{id} <=> $a->{node}{id} } @hits;
}

# One test for each filter that was given.
sub _tests {
    my ($ctx) = @_;
    my %make = (
        term  => sub { my $t = lc shift;
            sub { index(lc $_[0]{names}[-1], $t) >= 0 } },
        since => sub { my $t = _time(shift);
            sub { $_[0]{node}{mtime} >= $t } },
        until => sub { my $t = _time(shift);
            sub { $_[0]{node}{mtime} <= $t } },
        person => sub { my $uid = shift; sub { $_[0]{owner} eq $uid } },
        mime   => sub { my $m = shift; sub { _mime($_[0]) eq $m } },
        type   => sub { my $m = shift; sub { _mime($_[0]) =~ m{^\Q$m\E(?:/|$)} } },
        path   => sub { my $p = shift;
            sub { StandIn::Home::path($_[0]) =~ m{^\Q$p\E(?:/|$)} } },
        'min-size' => sub { my $n = shift; sub { $_[0]{node}{size} >= $n } },
        'max-size' => sub { my $n = shift; sub { $_[0]{node}{size} <= $n } },
        'is-favorite' => sub { my $on = shift =~ /^(?:1|true)$/ ? 1 : 0;
            sub { ($_[0]{node}{favorite}{ $ctx->{uid} } ? 1 : 0) == $on } },
    );
    return map { $make{$_}->($ctx->{req}->param($_)) }
        grep { length($ctx->{req}->param($_) // '') } sort keys %make;
}

# Nextcloud does not catch what PHP's DateTime throws.
sub _time {
    my ($text) = @_;
    return StandIn::Date::parse($text)
        // StandIn::Error::ocs(500, "Internal Server Error\n", code => 996);
}

sub _mime { return $_[0]{node}{mime} // 'httpd/unix-directory' }

sub _file {
    my ($ctx, $place) = @_;
    my $node  = $place->{node};
    my $base  = $ctx->{req}->base;
    my @above = @{ $place->{names} };
    pop @above;
    my ($major) = _mime($place) =~ m{^([^/]+)};
    my $icon = StandIn::Tree::is_dir($node) ? 'folder' : $major;
    return StandIn::Json::ordered(
        thumbnailUrl => StandIn::Props::has_preview($node)
            ? "$base/index.php/core/preview?x=32&y=32&fileId=$node->{id}" : '',
        title => $place->{names}[-1],
        subline => @above ? 'in ' . join('/', @above) : '',
        resourceUrl => "$base/index.php/f/$node->{id}",
        icon => "$ICON$icon.svg?v=8924fe71",
        rounded => StandIn::Json::false(),
        attributes => StandIn::Json::ordered(fileId => "$node->{id}",
            path => StandIn::Home::path($place)),
    );
}

1;
