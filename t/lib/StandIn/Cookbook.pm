# SPDX-License-Identifier: Apache-2.0
# Cookbook: recipes, as the one subject 'cookbook' of the state.
package StandIn::Cookbook;
use strict;
use warnings;
use POSIX ();
use StandIn::App ();
use StandIn::Json ();
use StandIn::Request ();

my $API = '/api/v1';
my @ROUTES = (
    [ GET    => qr{^/api/version$},      \&version ],
    [ GET    => qr{^$API/recipes$},      \&list ],
    [ POST   => qr{^$API/recipes$},      \&create ],
    [ GET    => qr{^$API/recipes/(\d+)$}, \&get ],
    [ PUT    => qr{^$API/recipes/(\d+)$}, \&update ],
    [ DELETE => qr{^$API/recipes/(\d+)$}, \&remove ],
    [ GET    => qr{^$API/search/([^/]+)$}, \&search ],
    [ GET    => qr{^$API/categories$},   \&categories ],
    [ GET    => qr{^$API/keywords$},     \&keywords ],
);

sub handle {
    my ($ctx, $path) = @_;
    return StandIn::App::route($ctx, $path, \@ROUTES);
}

sub _mine {
    my ($ctx, $data) = @_;
    $data //= StandIn::App::load($ctx, 'cookbook');
    return sort { $a->{recipe}{name} cmp $b->{recipe}{name} }
        grep { $_->{owner} eq $ctx->{uid} } values %{ $data->{recipes} // {} };
}

sub version {
    my ($ctx) = @_;
    return StandIn::App::answer($ctx, 200, { cookbook_version => [ 0, 11, 9 ],
        api_version => { epoch => 0, major => 1, minor => 2 } });
}

# ---- a recipe ----------------------------------------------------------------------

my @TEXTS  = qw(description url keywords recipeCategory image);
my @LISTS  = qw(recipeIngredient recipeInstructions tool);
my @TIMES  = qw(prepTime cookTime totalTime);

# PT1H5M becomes PT1H5M0S; what is no duration becomes nothing.
sub _duration {
    my ($text) = @_;
    my ($h, $m, $s) = ($text // '') =~ /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/ or return undef;
    return sprintf 'PT%dH%dM%dS', map { $_ // 0 } $h, $m, $s;
}

# What is kept of a request: the whole recipe, with a place for everything.
sub _clean {
    my ($params) = @_;
    return {
        name => $params->{name},
        (map { ($_ => $params->{$_} // '') } @TEXTS), (map { ($_ => $params->{$_} // []) } @LISTS),
        (map { ($_ => _duration($params->{$_})) } @TIMES),
        recipeYield => $params->{recipeYield},
        nutrition => { '@type' => 'NutritionInformation',
            ref $params->{nutrition} eq 'HASH' ? %{ $params->{nutrition} } : () },
    };
}

sub _image {
    my ($id, $size) = @_;
    return "/index.php/apps/cookbook/webapp/recipes/$id/image?size=$size";
}

sub _iso {
    my ($time, $zone) = @_;
    return POSIX::strftime('%Y-%m-%dT%H:%M:%S', gmtime $time) . $zone;
}

sub _view {
    my ($one) = @_;
    return {
        %{ $one->{recipe} }, '@context' => 'http://schema.org', '@type' => 'Recipe',
        dateCreated => _iso($one->{created}, '+00:00'), dateModified => _iso($one->{modified}, '+00:00'),
        datePublished => undef, id => "$one->{id}", printImage => StandIn::Json::true(),
        imageUrl => _image($one->{id}, 'full'),
    };
}

sub _stub {
    my ($one) = @_;
    my $recipe = $one->{recipe};
    return {
        recipe_id => $one->{id}, id => "$one->{id}", name => $recipe->{name},
        keywords => length $recipe->{keywords} ? $recipe->{keywords} : undef,
        category => length $recipe->{recipeCategory} ? $recipe->{recipeCategory} : undef,
        dateCreated => _iso($one->{created}, '+0000'), dateModified => _iso($one->{modified}, '+0000'),
        imageUrl => _image($one->{id}, 'thumb'), imagePlaceholderUrl => _image($one->{id}, 'thumb16'),
    };
}

# ---- requests ----------------------------------------------------------------------

sub list {
    my ($ctx) = @_;
    return StandIn::App::answer($ctx, 200, [ map { _stub($_) } _mine($ctx) ]);
}

# Any of the words. The term is decoded once more than others are.
sub search {
    my ($ctx, $term) = @_;
    my @words = split /[ ,]+/, lc StandIn::Request::unescape($term =~ s/\+/ /gr);
    my @found = grep { my $text = lc join "\n", @{ $_->{recipe} }{qw(name keywords recipeCategory)};
        grep { index($text, $_) >= 0 } @words } _mine($ctx);
    return StandIn::App::answer($ctx, 200, [ map { _stub($_) } @found ]);
}

sub _one {
    my ($ctx, $data, $id) = @_;
    my ($one) = grep { $_->{id} == $id } _mine($ctx, $data);
    return $one // StandIn::App::refuse($ctx, 404, 0 + $id);
}

sub get {
    my ($ctx, $id) = @_;
    return StandIn::App::answer($ctx, 200, _view(_one($ctx, undef, $id)));
}

sub _refuse {
    my ($ctx, $status, $message) = @_;
    StandIn::App::refuse($ctx, $status, { msg => $message, line => 248,
        file => '/var/www/nextcloud/apps/cookbook/lib/Service/RecipeService.php' });
}

sub _check_name {
    my ($ctx, $data, $id) = @_;
    my $name = $ctx->{req}->param('name') // '';
    _refuse($ctx, 422, 'No recipe name was given. A unique name is required to store the recipe.')
        if !length $name;
    _refuse($ctx, 409, 'Another recipe with that name already exists')
        if grep { $_->{recipe}{name} eq $name && $_->{id} != $id } _mine($ctx, $data);
    return;
}

sub create {
    my ($ctx) = @_;
    my $params = $ctx->{req}->params;
    return StandIn::App::change($ctx, 'cookbook', sub {
        my ($data) = @_;
        _check_name($ctx, $data, 0);
        my $id = StandIn::App::next_id($data, 'recipe');
        $data->{recipes}{$id} = { id => $id, owner => $ctx->{uid}, created => time, modified => time,
            recipe => _clean($params) };
        return StandIn::App::answer($ctx, 200, $id);
    });
}

# The whole recipe is replaced.
sub update {
    my ($ctx, $id) = @_;
    my $params = $ctx->{req}->params;
    return StandIn::App::change($ctx, 'cookbook', sub {
        my ($data) = @_;
        my $one = _one($ctx, $data, $id);
        _check_name($ctx, $data, $id);
        $one->{recipe}   = _clean($params);
        $one->{modified} = time;
        return StandIn::App::answer($ctx, 200, 0 + $id);
    });
}

# A success in any case.
sub remove {
    my ($ctx, $id) = @_;
    return StandIn::App::change($ctx, 'cookbook', sub {
        my ($data) = @_;
        delete $data->{recipes}{ $_->{id} } for grep { $_->{id} == $id } _mine($ctx, $data);
        return StandIn::App::answer($ctx, 200, "Recipe $id deleted successfully");
    });
}

sub _counted {
    my ($ctx, $none, $names) = @_;
    my %count;
    $count{$_}++ for map { $names->($_->{recipe}) } _mine($ctx);
    return StandIn::App::answer($ctx, 200,
        [ map { { name => $_, recipe_count => $count{$_} } } sort keys %count ]);
}

sub categories {
    my ($ctx) = @_;
    return _counted($ctx, '*', sub { my $c = $_[0]{recipeCategory}; length $c ? $c : '*' });
}

sub keywords {
    my ($ctx) = @_;
    return _counted($ctx, undef, sub { grep { length } split /,/, $_[0]{keywords} });
}

1;
