//! Top-level domains, which tell a link such as `boat.com` from a file name such as `boat.pdf`.

/// Country codes.
const COUNTRIES: &str = "\
    ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd \
    cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gd ge \
    gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh \
    ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw \
    mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb \
    sc sd se sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk \
    us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw";

/// Other common domains.
const OTHERS: &str = "\
    academy agency app art asia audio bank biz blog cafe camp capital care cash center chat city click cloud club \
    coach codes coffee com community company computer cool cyou date deals design dev digital directory doctor \
    education edu email energy engineering estate events exchange expert express farm fashion film finance fitness \
    fun fund gallery games gov group guide guru health help holiday host house icu inc info ink institute int \
    international jobs kim land law lawyer life link live llc loan lol ltd market marketing media men mil mobi money \
    moscow museum name net network news ninja one online onion org page partners parts party photo photography \
    photos pics pink plus press pro productions properties pub radio realty recipes red report restaurant reviews \
    rocks run sale school science services shop show site social software solutions space sport store stream studio \
    style support systems team tech technology tel theater tips today tools top tours town trade training travel tv \
    university vacations video vip vision watch web website wedding wiki win work works world wtf xyz yoga zone \
    бел бг дети ком мкд мон москва онлайн орг рус рф сайт срб укр қаз";

pub fn is_top_level(ending: &str) -> bool {
    let ending = ending.to_lowercase();
    ending.starts_with("xn--")
        || COUNTRIES.split_whitespace().chain(OTHERS.split_whitespace()).any(|known| known == ending)
}
