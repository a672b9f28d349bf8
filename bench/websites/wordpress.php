<?php
// Fills a WordPress: php wordpress.php STEP < content.json, in the folder of the installation.
// STEP is "single", which installs it and writes the pages and posts of one institution, or "network", which makes a network of that
// site and gives every institution a copy of it.
[$step, $told] = [$argv[1], json_decode(stream_get_contents(STDIN), true)];
$_SERVER += ['HTTP_HOST' => $told['host'], 'REQUEST_URI' => '/', 'SERVER_PROTOCOL' => 'HTTP/1.1', 'REQUEST_METHOD' => 'GET'];
define('WP_INSTALLING', true);
require getcwd() . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

function fill(array $told): void {
    wp_install($told['name'], 'msimamizi', 'msimamizi@example.go.tz', true, '', wp_generate_password());
    update_option('home', 'http://' . $told['host']);
    update_option('siteurl', 'http://' . $told['host']);
    update_option('blogdescription', $told['description']);
    foreach (get_posts(['post_type' => ['post', 'page'], 'numberposts' => -1, 'post_status' => 'any']) as $first) {
        wp_delete_post($first->ID, true);
    }
    foreach ($told['pages'] as $number => $page) {
        write('page', $page['title'], "ukurasa-{$page['slug']}", $page['html'], ['menu_order' => $number]);
    }
    foreach ($told['posts'] as $post) {
        write('post', $post['title'], $post['slug'], $post['html'], ['post_excerpt' => $post['summary'], 'post_date' => $post['date']]);
    }
    address_by_name();
}

function address_by_name(): void {
    global $wp_rewrite;
    $wp_rewrite->set_permalink_structure('/%postname%/');
    $wp_rewrite->init();
    $wp_rewrite->flush_rules(false);
}

function write(string $type, string $title, string $slug, string $html, array $more): void {
    $made = wp_insert_post($more + [
        'post_type' => $type, 'post_title' => $title, 'post_name' => $slug, 'post_content' => $html, 'post_status' => 'publish',
        'post_author' => 1, 'comment_status' => 'closed', 'ping_status' => 'closed',
    ], true);
    if (is_wp_error($made)) {
        exit($made->get_error_message() . "\n");
    }
}

function spread(array $told): void {
    global $wpdb;
    require_once ABSPATH . 'wp-admin/includes/network.php';
    foreach ($wpdb->tables('ms_global') as $table => $name) {
        $wpdb->$table = $name;
    }
    install_network();
    populate_network(1, $told['host'], 'msimamizi@example.go.tz', $told['name'], '/', true);
    address_by_name(); // which making the network has changed
    $own = ['posts', 'postmeta', 'options', 'terms', 'termmeta', 'term_taxonomy', 'term_relationships', 'comments', 'commentmeta', 'links'];
    $now = current_time('mysql', true);
    foreach ($told['sites'] as $number => [$host, $name]) {
        $id = $number + 1;
        if ($id === 1) {
            continue; // the main site, whose tables carry no number
        }
        $wpdb->insert('wp_blogs', ['blog_id' => $id, 'site_id' => 1, 'domain' => $host, 'path' => '/', 'registered' => $now, 'last_updated' => $now]);
        foreach ($own as $table) {
            $wpdb->query("CREATE TABLE wp_{$id}_$table LIKE wp_$table");
            $wpdb->query("INSERT INTO wp_{$id}_$table SELECT * FROM wp_$table");
        }
        $options = ['home' => "http://$host", 'siteurl' => "http://$host", 'blogname' => $name];
        foreach ($options as $option => $value) {
            $wpdb->update("wp_{$id}_options", ['option_value' => $value], ['option_name' => $option]);
        }
        $wpdb->update("wp_{$id}_options", ['option_name' => "wp_{$id}_user_roles"], ['option_name' => 'wp_user_roles']);
    }
}

$step === 'single' ? fill($told) : spread($told);
echo "filled\n";
