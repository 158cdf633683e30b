# SPDX-License-Identifier: Apache-2.0
# search_<provider>: a tool for every provider of unified search.

use strict;
use warnings;
use utf8;

use FindBin;
use lib "$FindBin::Bin/lib";

use JSON::PP ();
use Test::More;

use MCP::Test;

my $word = 'findme' . time . $$;
my $dir = '/' . unique("mcp $word");

END {
    local $?;
    dav('DELETE', $dir) if $dir;
}

dav('MKCOL', $dir);
dav('PUT', "$dir/$word $_ äöü #1 100% \x{1F600}.txt", content => 'x') for 1 .. 3;

my $tools = client('alice')->tools;
my $response = nextcloud('GET', '/ocs/v2.php/search/providers');
my $providers = JSON::PP->new->utf8->decode($response->{content})->{ocs}{data};

subtest 'the family' => sub {
    ok(@$providers, 'Nextcloud has providers');
    for my $provider (@$providers) {
        (my $name = "search_\L$provider->{id}") =~ s/[^a-z0-9_]/_/g;
        my $tool = $tools->{$name};
        ok($tool, "$name for $provider->{id}") or next;
        next if $name eq 'search_bookmarks';    # a tool of its own, when there is one
        like($tool->{description}, qr/\Q$provider->{name}\E/, 'tells what it searches');
        like($tool->{description}, qr/\b\Q$_\E\b/, "tells of the filter $_")
            for sort keys %{ $provider->{filters} };
    }
    ok(!$tools->{search_}, 'the family itself is no tool');
    my $tool = $tools->{search_files};
    ok($tool->{annotations}{readOnlyHint}, 'search_files only reads');
    ok(!$tool->{annotations}{openWorldHint}, 'and stays within Nextcloud');
    is($tool->{inputSchema}{properties}{search_query}{type}, 'object', 'takes filters');
};

subtest 'search_files' => sub {
    my $data = gives(tool(search_files => { search_query => { term => $word } }), 'a term');
    my @files = grep { $_->{title} =~ /\.txt$/ } @{ $data->{entries} };
    is(@files, 3, 'finds the files');
    my ($first) = grep { $_->{title} =~ /^$word 1/ } @files;
    is($first->{title}, "$word 1 äöü #1 100% \x{1F600}.txt", 'an odd name');
    is($first->{attributes}{path}, "$dir/$first->{title}", 'its path');
    like($first->{url}, qr{/f/\d+$}, 'its link');
    is(tool(get_file_content_by_file_link => { file_url => $first->{url} })->text,
        'x', 'which can be read')
        if index($first->{url}, nextcloud_url()) == 0;
    $data = gives(tool(search_files => { search_query => { term => "no$word" } }), 'no match');
    is_deeply($data->{entries}, [], 'no entries');
    ok(!$data->{isPaginated}, 'no more pages');
    ok(!exists $data->{cursor}, 'no cursor');
};

subtest 'pages' => sub {
    my (%seen, $cursor, $pages);
    while ($pages++ < 10) {
        my $data = gives(
            tool(search_files => {
                    search_query => { term => $word, mime => 'text/plain' },
                    limit => 2, defined $cursor ? (cursor => $cursor) : ()
                }),
            "page $pages"
        );
        $seen{ $_->{title} }++ for @{ $data->{entries} };
        cmp_ok(scalar @{ $data->{entries} }, '<=', 2, 'is no longer than asked');
        $cursor = $data->{cursor};
        last unless $data->{isPaginated};
    }
    is(scalar keys %seen, 3, 'all files, over the pages');
    is((grep { $_ != 1 } values %seen), 0, 'none twice');
    my $data = gives(tool(search_files => { search_query => { term => $word, limit => '1' } }),
        'limit among the filters');
    is(@{ $data->{entries} }, 1, 'works too');
    $data = gives(
        tool(search_files => {
                search_query => { term => $word, 'min-size' => 0, 'max-size' => 9 }, limit => 2
            }),
        'filters that are no text'
    );
    is(@{ $data->{entries} }, 2, 'are as good');
};

subtest 'mistakes' => sub {
    faults(tool(search_files => {}), qr/search_query/, 'no query');
    faults(tool(search_files => { search_query => {} }), qr/at least one filter/, 'no filter');
    faults(tool(search_files => { search_query => { term => '' } }),
        qr/at least one filter/, 'an empty term');
    faults(tool(search_files => { search_query => { term => [5] } }), qr/string/, 'a list');
    faults(tool(search_files => { search_query => { term => $word }, limit => 0 }),
        qr/limit/, 'no limit');
    faults(tool(search_files => { search_query => { term => $word, since => 'yesterdayish' } }),
        qr/./, 'a filter of the wrong type');
    faults(tool(search_files => { search_query => { map { ("f$_" => 'x') } 1 .. 20 } }),
        qr/filters/, 'too many filters');
    ok(tool(search_nothing_of_the_kind => { search_query => { term => 'x' } })->rpc_error,
        'an unknown provider is an unknown tool');
};

subtest 'bob' => sub {
    my $data = gives(tool(search_files => { search_query => { term => $word } }, user => 'bob'),
        'the same term');
    is_deeply($data->{entries}, [], "finds nothing of alice's");
};

done_testing();
