# SPDX-License-Identifier: Apache-2.0
# Contacts: found in all address books, made, changed and deleted.

use strict;
use warnings;
use utf8;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;

use MCP::Groupware;
use MCP::Test;

plan skip_all => 'SKIP: this Nextcloud has no contacts' unless has_tool('find_person_in_contacts');

my $id   = unique('mcp-book');
my $name = unique('Büro #1 & <Team>') . " \x{1F600}";
my $word = unique('Xönia');
END { local $?; nextcloud('DELETE', book_url("$id/")) if $id }

sub book_url { return '/remote.php/dav/addressbooks/users/' . uid('alice') . "/$_[0]" }

sub found {
    my ($text, $test) = @_;
    return @{ gives(tool(find_person_in_contacts => { name => $text }), $test)->{contacts} };
}

my $body = '<d:mkcol xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:carddav"><d:set><d:prop>'
    . '<d:resourcetype><d:collection/><c:addressbook/></d:resourcetype><d:displayname>'
    . ($name =~ s/&/&amp;/r =~ s/</&lt;/r) . '</d:displayname></d:prop></d:set></d:mkcol>';
utf8::encode($body);
is(nextcloud('MKCOL', book_url("$id/"), content => $body,
        headers => { 'Content-Type' => 'application/xml; charset=utf-8' })->{status},
    201, 'an address book for the tests');

subtest 'definitions' => sub {
    ok(has_tool('find_person_in_contacts')->{annotations}{readOnlyHint}, 'finding only reads');
    for my $name (grep { has_tool($_) } qw(create_contact update_contact delete_contact)) {
        my $hints = has_tool($name)->{annotations};
        is(!!$hints->{destructiveHint}, $name ne 'create_contact', "whether $name loses something");
        is(!!$hints->{openWorldHint}, !!0, 'and it stays within Nextcloud');
    }
};

subtest 'find_person_in_contacts' => sub {
    ok(put_object(book_url("$id/one.vcf"), 'BEGIN:VCARD', 'VERSION:3.0', 'UID:one',
        "FN:$word & <Söhne>; GmbH #1", "N:$word;Ada;;Dr.;", 'NICKNAME:Addi',
        'item1.EMAIL;TYPE=INTERNET:ada@' . 'home.test', 'item1.X-ABLabel:_$!<Home>!$_',
        'EMAIL;TYPE=WORK:ada@' . 'work.test', 'TEL;TYPE=CELL,VOICE:+49 151 1',
        'ORG:ACME\, Inc.;Research', 'TITLE:Boss', 'BDAY:19900203',
        'ADR;TYPE=HOME:;;Hauptstraße 1\nHinterhaus;Köln;;50667;Deutschland',
        'PHOTO;ENCODING=b;TYPE=JPEG:' . 'QUJD' x 40, 'X-OWN:keep\, me', 'NOTE:a\nb', 'END:VCARD'),
        'a contact with everything');
    my ($ada, @more) = found($word, 'by name');
    ok(!@more, 'the one');
    is($ada->{full_name}, "$word & <Söhne>; GmbH #1", 'the name');
    is_deeply($ada->{emails}, [ { value => 'ada@home.test', type => 'home' },
            { value => 'ada@work.test', type => 'work' } ], 'addresses with their use');
    is_deeply($ada->{phones}, [ { value => '+49 151 1', type => 'cell' } ], 'numbers');
    is($ada->{organisation}, 'ACME, Inc., Research', 'organisation');
    is($ada->{birthday}, '1990-02-03', 'birthday');
    is_deeply($ada->{addresses}, [ { type => 'home', street => "Hauptstraße 1\nHinterhaus",
                city => 'Köln', postcode => '50667', country => 'Deutschland' } ], 'address');
    is($ada->{note}, "a\nb", 'note');
    is($ada->{address_book}, $id, 'where it is');
    unlike(tool(find_person_in_contacts => { name => $word })->text, qr/QUJD/, 'no picture');
    is((found(lc substr($word, 1), 'a part, in any case'))[0]{uid}, 'one', 'finds it');
    is((found('ada@work.test', 'by e-mail'))[0]{uid}, 'one', 'finds it');
    ok((grep { $_->{uid} eq 'one' } found('acme', 'by organisation')), 'finds it');
    is_deeply([ found("<$word>&", 'a text with < and &') ], [], 'finds nothing');
    my ($bob) = grep { $_->{address_book} =~ /^z-server/ } found(uid('bob'), 'an account');
    SKIP: {
        skip('SKIP: this Nextcloud hides its accounts', 1) if !$bob;
        ok($bob->{full_name}, 'is found');
    }
    faults(tool(find_person_in_contacts => { name => '' }), qr/name/, 'nothing');
    faults(tool(find_person_in_contacts => {}), qr/name/, 'no argument');
};

my $uid;

subtest 'create_contact' => sub {
    offers(qw(create_contact));
    my %person = (full_name => "Jörg #1 & van der $word \x{1F600}", address_book => $name,
        emails => ['joerg@x.test'], phones => [ '+49 1', '+49 2' ], organisation => 'A; B',
        address => 'Weg 1, 12345 Ort', birthday => '1980-12-31', note => "x\ny");
    my $data = gives(tool(create_contact => {%person}), 'with everything');
    $uid = $data->{uid};
    ok($uid, 'has a uid');
    is($data->{full_name}, $person{full_name}, 'its name');
    my $text = get_object(book_url("$id/$uid.vcf"));
    like($text, qr/^N:\x{1F600};Jörg #1 & van der \Q$word\E;;;$/m, 'the name in parts');
    like($text, qr/^ORG:A\\; B$/m, 'escaped');
    like($text, qr/^BDAY:1980-12-31$/m, 'the birthday');
    faults(tool(create_contact => { %person, address_book => 'no-' . $id }),
        qr/no address book.*\Q$name\E/s, 'a missing book names those that are there');
    faults(tool(create_contact => { %person, address_book => 'z-server-generated--system' }),
        qr/only be read|no address book/, 'the accounts');
    faults(tool(create_contact => { %person, birthday => '31.12.80' }), qr/birthday/, 'no date');
    faults(tool(create_contact => { emails => ['x'] }), qr/full_name/, 'no name');
};

subtest 'update_contact' => sub {
    offers(qw(update_contact));
    my %ada = (address_book => $id, uid => 'one');
    my $data = gives(tool(update_contact => { %ada, emails => [ 'ada@work.test', 'new@x.test' ],
                note => '', title => 'Chief' }), 'addresses, note, title');
    is_deeply($data->{emails}, [ { value => 'ada@work.test', type => 'work' },
            { value => 'new@x.test' } ], 'the known one keeps its use');
    ok(!exists $data->{note}, 'the note is gone');
    my $text = get_object(book_url("$id/one.vcf"));
    like($text, qr/^\Q$_\E/m, "kept: $_")
        for 'X-OWN:keep\, me', 'NICKNAME:Addi', 'PHOTO;ENCODING=b', 'ORG:ACME\, Inc.;Research';
    is((grep { $_->{uid} eq 'one' } found($word, 'its name'))[0]{full_name}, "$word & <Söhne>; GmbH #1", 'stays');
    gives(tool(update_contact => { %ada, full_name => "Ada $word" }), 'a name');
    like(get_object(book_url("$id/one.vcf")), qr/^N:\Q$word\E;Ada;;;$/m, 'in parts, too');
    faults(tool(update_contact => { %ada, uid => 'none', note => 'x' }),
        qr/no contact with the uid "none"/, 'a missing one');
    faults(tool(update_contact => { %ada, address_book => 'none' }), qr/no address book/, 'no book');
};

subtest 'delete_contact' => sub {
    offers(qw(delete_contact));
    my %person = (address_book => $name, uid => $uid);
    is(gives(tool(delete_contact => {%person}), 'a contact')->{deleted}, $uid, 'says which');
    faults(tool(delete_contact => {%person}), qr/no contact/, 'again');
    faults(tool(delete_contact => { address_book => $id }), qr/uid/, 'none');
};

done_testing();
