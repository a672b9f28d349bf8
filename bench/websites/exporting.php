<?php
// A website as institutions have them, with whatever is odd about such websites, and what WordPress's own exporter writes of it:
// php exporting.php install; php exporting.php export > export.xml, in the folder of the installation.
const SITE = 'www.nemc.example';
$_SERVER += ['HTTP_HOST' => SITE, 'REQUEST_URI' => '/', 'SERVER_PROTOCOL' => 'HTTP/1.1', 'REQUEST_METHOD' => 'GET', 'SERVER_NAME' => SITE];
if ($argv[1] === 'install') {
    define('WP_INSTALLING', true);
}
require getcwd() . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/export.php';

if ($argv[1] === 'install') {
    wp_install('Baraza la Mazingira & “NEMC”', 'msimamizi', 'msimamizi@nemc.example', true, '', 'si-siri', 'sw');
    update_option('home', 'http://' . SITE);
    update_option('siteurl', 'http://' . SITE);
    update_option('timezone_string', 'Africa/Dar_es_Salaam');
    $wp_rewrite->set_permalink_structure('/%year%/%monthnum%/%postname%/');
    exit;
}

kses_remove_filters(); // as for the administrator, who may write anything
foreach (get_posts(['post_type' => ['post', 'page'], 'numberposts' => -1, 'post_status' => 'any']) as $first) {
    wp_delete_post($first->ID, true);
}
register_post_type('tribe_events', ['public' => true]); // of a plugin that many have
register_taxonomy('language', ['post', 'page'], ['public' => false]); // as Polylang has them
register_taxonomy('post_translations', ['post', 'page'], ['public' => false]);

function write(string $title, string $content = '', array $more = []): int {
    $usual = ['post_title' => $title, 'post_content' => $content, 'post_status' => 'publish', 'post_date' => '2019-05-06 07:08:09', 'post_author' => 1];
    return (int) wp_insert_post(wp_slash($more + $usual));
}

function page(string $title, string $content = '', array $more = []): int {
    return write($title, $content, $more + ['post_type' => 'page']);
}

function set(int $id, array $columns): void { // past all that WordPress would mend
    global $wpdb;
    $wpdb->update($wpdb->posts, $columns, ['ID' => $id]);
    clean_post_cache($id);
}

function attach(string $name, string $type, int $parent = 0, string $alt = ''): int {
    $about = ['post_title' => pathinfo($name, PATHINFO_FILENAME), 'post_mime_type' => $type, 'post_date' => '2019-05-06 07:00:00', 'post_status' => 'inherit'];
    $id = wp_insert_attachment($about, "2019/05/$name", $parent);
    wp_update_attachment_metadata($id, ['width' => 900, 'height' => 600, 'file' => "2019/05/$name", 'sizes' => ['medium' => ['file' => '300']]]);
    if ($alt) {
        update_post_meta($id, '_wp_attachment_image_alt', $alt);
    }
    return $id;
}

function category(string $name, array $more = []): int {
    return wp_insert_term($name, 'category', $more)['term_id'];
}

function enter(int $menu, array $about, int $above = 0): int {
    $usual = ['menu-item-status' => 'publish', 'menu-item-parent-id' => $above];
    $about = array_combine(array_map(fn ($name) => "menu-item-$name", array_keys($about)), $about);
    return wp_update_nav_menu_item($menu, 0, $about + $usual);
}

function name_page(int $id, string $label = ''): array {
    return ['type' => 'post_type', 'object' => 'page', 'object-id' => $id, 'title' => $label];
}

$site = 'http://' . SITE;
$uploads = "$site/wp-content/uploads/2019/05";

// Categories and tags, one below another, one of them with nothing in it.
$news = category('Taarifa', ['description' => 'Taarifa zote']);
$public = category('Kwa umma & vyombo', ['slug' => 'kwa-umma', 'parent' => $news]);
$arabic = category('مرحبا');
add_term_meta($news, 'rangi', '#1a2b3c');
wp_insert_term('Maji safi', 'post_tag');

// Files: a picture with words, one without, one that is not there any more, a document.
$river = attach('mto.jpg', 'image/jpeg', 0, 'Mto Msimbazi');
$space = attach('Mto Msimbazi.png', 'image/png');
$lost = attach('haipo.jpg', 'image/jpeg');
$report = attach('ripoti.pdf', 'application/pdf');
$office = attach('ofisi.jpg', 'image/jpeg'); // takes the slug that a page wants

// Pages.
$about = page('Kuhusu NEMC & kazi zetu', "<!-- wp:paragraph -->\n<p>Baraza la <strong>mazingira</strong>.</p>\n<!-- /wp:paragraph -->", ['post_name' => 'kuhusu-nemc']);
$permits = page('Vibali na leseni za mazingira', "Soma <a href=\"$site/category/taarifa/\">taarifa</a> na <a href=\"/?page_id=$about\">kuhusu</a>.", ['post_name' => 'vibali', 'menu_order' => 3]);
$below = page('Ada', "<table><thead><tr><th>Huduma</th><th>Ada</th></tr></thead><tbody><tr><td>TAM</td><td>50,000</td></tr></tbody></table>", ['post_parent' => $permits]);
page('Ofisi'); // its slug is the picture's
page('Ofisi', 'Pili');
page('Ada', 'Nyingine', ['post_parent' => $about]); // the same slug below another page
$gone = page('Mzazi');
page('Yatima', 'Mzazi wangu hayupo', ['post_parent' => $gone]);
$wpdb->delete($wpdb->posts, ['ID' => $gone]);
$egg = page('Yai');
$hen = page('Kuku', '', ['post_parent' => $egg]);
set($egg, ['post_parent' => $hen]);
page('Mtoto wa rasimu', 'x', ['post_parent' => page('Rasimu ya mzazi', '', ['post_status' => 'draft'])]);
$english = page('About NEMC', 'The council of the environment.', ['post_name' => 'about-nemc']);
foreach ([[$about, 'sw'], [$english, 'en']] as [$id, $language]) {
    wp_set_object_terms($id, $language, 'language');
    wp_set_object_terms($id, 'pll_5dd3c1a2b3c4d', 'post_translations');
}

// Posts: as an editor of today writes them, as one of 2012 did, and as nobody should.
$blocks = "<!-- wp:heading -->\n<h2>Usafi</h2>\n<!-- /wp:heading -->\n\n<!-- wp:image {\"id\":$river,\"sizeSlug\":\"large\"} -->\n"
    . "<figure class=\"wp-block-image size-large\"><img src=\"$uploads/mto-300x200.jpg\" alt=\"\" class=\"wp-image-$river\"/><figcaption>Mto wetu</figcaption></figure>\n"
    . "<!-- /wp:image -->\n\n<!-- wp:list -->\n<ul><!-- wp:list-item -->\n<li>Moja</li>\n<!-- /wp:list-item --></ul>\n<!-- /wp:list -->\n\n"
    . "<!-- wp:file {\"id\":$report,\"href\":\"$uploads/ripoti.pdf\"} -->\n<div class=\"wp-block-file\"><a href=\"$uploads/ripoti.pdf\">Ripoti</a></div>\n<!-- /wp:file -->\n\n"
    . "<!-- wp:latest-posts /-->\n\n<!-- wp:paragraph -->\n<p>Soma <a href=\"$site/2019/05/bei/\">bei</a>.</p>\n<!-- /wp:paragraph -->";
$first = write('Mto Msimbazi wasafishwa', $blocks, ['post_excerpt' => 'Mto ni safi.', 'post_category' => [$news, $public], 'tags_input' => ['Maji safi']]);
set_post_thumbnail($first, $river);
stick_post($first);
update_post_meta($first, '_yoast_wpseo_metadesc', 'Usafi wa mto Msimbazi');
update_post_meta($first, 'faragha', serialize(['jina' => 'Asha', 'umri' => 30]));
$classic = "Mistari miwili\n\nya 2012 &amp; 5 < 7 <!--more--> [caption id=\"attachment_$space\" align=\"alignleft\" width=\"300\"]<img class=\"wp-image-$space\" "
    . "src=\"$uploads/Mto%20Msimbazi.png\" alt=\"Picha\" /> Maelezo[/caption]\n\n[gallery ids=\"$river,$lost\"]\n\n[contact-form-7 id=\"5\" title=\"Maoni\"]\n\n"
    . '<iframe src="https://www.youtube.com/embed/abc"></iframe><script>alert(1)</script> ]]> mwisho';
$second = write('Bei ya “mahindi” – R&D <i>mpya</i>', $classic, ['post_name' => 'bei', 'post_category' => [$news]]);
$odd = write('Herufi za ajabu', 'x', ['post_category' => [$arabic]]);
set($odd, ['post_content' => "Nukta\x0b\x1f\x08 😀 مرحبا ﷺ \u{200b}\u{feff}&#x1F; &nbsp;mwisho", 'post_title' => "Herufi\x0b za ajabu 😀"]);
write('مرحبا بالعالم', 'Habari za Kiarabu', ['post_category' => [$arabic]]);
write('Ofisi', 'Habari yenye jina la ukurasa');
write('Ofisi', 'Habari ya pili yenye jina hilo');
write('', 'Bila kichwa');
write('Bila maneno', '');
write('2020', 'Kichwa cha tarakimu');
write(str_repeat('Ndefu ', 60), str_repeat("<p>Maneno mengi.</p>\n", 200));
$translated = write('Good news', 'In English', ['post_name' => 'good-news', 'post_category' => [category('Press releases')]]);
wp_set_object_terms($translated, 'en', 'language');
set(write('Tarehe mbovu', 'x'), ['post_date' => '0000-00-00 00:00:00', 'post_date_gmt' => '0000-00-00 00:00:00']);

// What is not for visitors.
write('Rasimu', 'x', ['post_status' => 'draft']);
write('Binafsi', 'x', ['post_status' => 'private']);
write('Inasubiri', 'x', ['post_status' => 'pending']);
write('Kesho', 'x', ['post_status' => 'future', 'post_date' => '2099-01-01 00:00:00']);
write('Siri', 'maneno ya siri', ['post_password' => 'abc']);
wp_trash_post(write('Takataka', 'x'));
write('Tukio', 'x', ['post_type' => 'tribe_events']);
write('Sanduku', '<!-- wp:paragraph --><p>x</p><!-- /wp:paragraph -->', ['post_type' => 'wp_block']);

// Comments: one, its answer, one that is spam, one of another website.
$comment = wp_insert_comment(['comment_post_ID' => $first, 'comment_author' => 'Asha "A" <Juma>', 'comment_content' => 'Safi ]]> sana', 'comment_approved' => 1]);
add_comment_meta($comment, 'nyota', '5');
wp_insert_comment(['comment_post_ID' => $first, 'comment_parent' => $comment, 'comment_content' => 'Asante', 'comment_approved' => 0]);
wp_insert_comment(['comment_post_ID' => $first, 'comment_content' => 'Nunua', 'comment_approved' => 'spam']);
wp_insert_comment(['comment_post_ID' => $second, 'comment_type' => 'pingback', 'comment_author_url' => 'http://x.example/?a=1&b=2', 'comment_content' => 'x', 'comment_approved' => 1]);

// Menus: the one at the top, with a second level, and a small one at the bottom; and the one of a theme made of blocks.
$main = wp_create_nav_menu('Menyu kuu & ya juu');
enter($main, ['type' => 'custom', 'url' => "$site/", 'title' => 'Mwanzo']);
$entry = enter($main, name_page($permits, 'Vibali'));
enter($main, name_page($below), $entry);
enter($main, name_page($about));
enter($main, ['type' => 'taxonomy', 'object' => 'category', 'object-id' => $news]);
enter($main, ['type' => 'post_type', 'object' => 'post', 'object-id' => $first]);
enter($main, ['type' => 'custom', 'url' => 'https://mail.example/?a=1&b=2', 'title' => 'Barua & pepe']);
$small = wp_create_nav_menu('Chini');
enter($small, name_page($about, 'Sisi'));
$link = fn (int $id, string $label) => serialize_block(['blockName' => 'core/navigation-link', 'attrs' =>
    ['label' => $label, 'type' => 'page', 'id' => $id, 'url' => get_permalink($id), 'kind' => 'post-type'], 'innerContent' => []]);
write('Menyu ya mandhari', $link($about, 'Sisi ni nani') . "\n\n<!-- wp:page-list /-->", ['post_type' => 'wp_navigation']);

export_wp();
