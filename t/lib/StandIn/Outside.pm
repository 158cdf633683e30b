# SPDX-License-Identifier: Apache-2.0
# /outside/…: services that are no part of a Nextcloud, as their documentation
# describes them, and a few pages of the web.
package StandIn::Outside;
use strict;
use warnings;
use Encode ();
use Time::HiRes ();
use StandIn::Json ();

my %SERVICES = (
    weather    => \&_weather,
    nominatim  => \&_nominatim,
    osrm       => \&_osrm,
    here       => \&_here,
    duckduckgo => \&_duckduckgo,
    youtube    => \&_youtube,
    page       => \&_page,
);

sub handle {
    my ($ctx) = @_;
    my ($name, $rest) = $ctx->{req}->path =~ m{^/outside/([a-z]+)(/.*)?$};
    my $code = $SERVICES{ $name // '' } or return _text(404, 'nothing here');
    return $code->($ctx->{req}, $rest // '/');
}

sub _json {
    my ($status, $data) = @_;
    return { status => $status, type => 'application/json',
        body => StandIn::Json::encode($data) };
}

sub _text {
    my ($status, $text, $type) = @_;
    return { status => $status, type => $type // 'text/plain; charset=UTF-8',
        body => Encode::encode('UTF-8', $text) };
}

sub _weather {
    my ($req, $rest) = @_;
    return _text(404, 'no') if $rest ne '/locationforecast/2.0/compact';
    # Its terms: say who you are, at most four decimals.
    return _text(403, 'Forbidden')
        if ($req->header('User-Agent') // '') !~ /http/
        || grep { $req->param($_) !~ /^-?\d+(?:\.\d{1,4})?$/ } qw(lat lon);
    return _json(200, { properties => { timeseries => [] } })
        if $req->param('lat') < -89;
    return _json(200, { type => 'Feature', properties => {
        meta => { units => { air_temperature => 'celsius', wind_speed => 'm/s' } },
        timeseries => [ { time => '2026-11-26T18:00:00Z', data => {
            instant => { details => { air_temperature => -1.5, wind_speed => 3.2 } },
            next_1_hours => { summary => { symbol_code => 'lightsnow' },
                details => { precipitation_amount => 0.4 } },
        } } ] } });
}

sub _nominatim {
    my ($req, $rest) = @_;
    my $q = $req->param('q') // '';
    return _json(400, { error => 'q' })
        if $rest ne '/search' || !length $q;
    return _json(200, []) if $q =~ /nowhere/;
    return _json(200, [ { place_id => 1, osm_type => 'way', osm_id => 518071791,
        lat => '52.5162767', lon => '13.3777028', display_name => "$q, Berlin" } ]);
}

sub _osrm {
    my ($req, $rest) = @_;
    my ($profile, $from) = $rest
        =~ m{^/(routed-(?:car|bike|foot))/route/v1/driving/([-\d.,]+);[-\d.,]+$}
        or return _json(400, { code => 'InvalidUrl' });
    return _json(400, { code => 'NoRoute' }) if $from =~ /^0\.0000,/;
    return _json(200, { code => 'Ok', routes => [ { distance => 1234.5,
        duration => 321.1, legs => [ { steps => [
            { name => "Unter den Linden", distance => 1200.4,
                maneuver => { type => 'turn', modifier => 'left' } },
            { name => '', distance => 0, maneuver => { type => 'arrive' } },
        ] } ] } ] });
}

sub _here {
    my ($req, $rest) = @_;
    return _json(401, { error => 'Unauthorized' })
        if ($req->param('apiKey') // '') ne 'here-Secret-key.1';
    return _json(200, { routes => [] })
        if ($req->param('origin') // '') =~ /^0\.0000/;
    my $section = { transport => { mode => 'subway', name => 'U6',
            headsign => "Alt-Tegel" },
        departure => { time => '2027-01-31T08:03:00+01:00',
            place => { type => 'station', name => "Stra\x{df}e" } },
        arrival => { time => '2027-01-31T08:10:00+01:00',
            place => { type => 'place' } } };
    return _json(200, { routes => [ map { { sections => [$section] } }
        0 .. $req->param('alternatives') ] });
}

sub _duckduckgo {
    my ($req) = @_;
    my $q = $req->param('q') // '';
    $q = Encode::decode('UTF-8', $q) if !utf8::is_utf8($q);
    return _text(202, '<form>Select all ducks</form>', 'text/html')
        if $q eq 'robot';
    my $results = join '', map {
        qq{<div class="result results_links"><h2 class="result__title"><a}
        . qq{ rel="nofollow" class="result__a" href="//duckduckgo.com/l/?uddg=}
        . qq{https%3A%2F%2Fexample.com%2F$_%3Fa%3D1%26b%3D2&amp;rut=f00">}
        . qq{$q &amp; <b>more</b> $_</a></h2><a class="result__snippet"}
        . qq{ href="//duckduckgo.com/l/?uddg=x">About <b>it</b>, $_.</a></div>\n}
    } 1 .. 12;
    $results = '' if $q eq 'nothing';
    return _text(200, '<html><body><div class="result result--ad"><a'
        . ' class="result__a" href="https://duckduckgo.com/y.js?ad=1">Buy</a>'
        . qq{<a class="result__snippet">now</a></div>$results</body></html>},
        'text/html; charset=UTF-8');
}

sub _youtube {
    my ($req) = @_;
    my $q = $req->param('search_query') // '';
    return _text(200, '<html>Before you continue</html>', 'text/html')
        if $q eq 'consent';
    my @videos = map { { videoRenderer => StandIn::Json::ordered(
        videoId => "video_$_", title => { runs => [ { text => qq{$q "$_\\" \{} } ] },
        ownerText => { runs => [ { text => 'Someone' } ] },
        lengthText => { simpleText => "$_:00" }) } } 1 .. 8;
    @videos = () if $q eq 'nothing';
    my $json = StandIn::Json::encode({ contents => \@videos });
    return { status => 200, type => 'text/html; charset=utf-8',
        body => "<html><script>var ytInitialData = $json;</script></html>" };
}

# ---- pages of the web -------------------------------------------------------------

sub _page {
    my ($req, $rest) = @_;
    my $to = $req->param('to');
    if ($rest eq '/redirect') {
        return { status => 302, type => 'text/plain', body => 'there',
            headers => [ [ Location => $to ] ] };
    }
    return { status => 302, type => 'text/plain', body => 'round',
        headers => [ [ Location => '/outside/page/loop' ] ] }
        if $rest eq '/loop';
    return { status => 200, type => 'image/png', body => "\x89PNG\r\n\x1a\n\0\0" }
        if $rest eq '/picture';
    return { status => 200, type => 'application/vnd.api+json',
        body => '{"a":1}' } if $rest eq '/json';
    return { status => 200, type => 'text/html; charset=ISO-8859-1',
        body => "<title>Gr\xf6\xdfe</title><p>\xfcber" } if $rest eq '/latin1';
    return { status => 200, type => 'text/html',
        body => '<p>' . "word " x 400_000 } if $rest eq '/long';
    Time::HiRes::sleep(4) if $rest eq '/slow';
    return _text(404, 'no such page') if $rest eq '/missing';
    return _text(200, "<title>A &amp; B</title><h1>Gr\x{fc}\x{df}e</h1><p>See <a"
        . ' href="other.html?x=1#y">the other</a>.<script>evil()</script>',
        'text/html; charset=UTF-8');
}

1;
