"""What shop owners write: names to be kept whole, what must always be shown, and instructions never to be printed."""

#: each a whole description, and the name to be shown
REPORTED_NAMES = """
New York coffee mug|New Balance running shoes|The North Face jacket|Dr. Martens leather boots|Chanel No. 5 perfume
Stanley 12 oz. tumbler|Salt and pepper mill|Black and white poster|Show-stopping red evening dress
iPhone 15 leather case|voted #1 by baristas
"""

#: by kind; each a whole name
NAMES = {
    "articles and 'New'": """
New Zealand wool blanket|New Era baseball cap|New Orleans praline box|New Look summer dress|New Mexico chile salsa
The Body Shop hand cream|The Ordinary face serum|The Beatles vinyl record|The Great Gatsby hardcover|The Hundreds hoodie
A Bathing Ape hoodie|A Christmas Carol candle|An Officer and a Spy paperback|The Sill potted fern|The Row cashmere coat
New Hampshire maple syrup|New Yorker tote bag|New Forest honey|The Laundress detergent|The White Company candle
New Delhi spice tin|Newport deck shoes|New Order T-shirt|The Little Prince music box|The Honest Company diapers
A Cold Wall windbreaker|The Old Man and the Sea poster|New England clam chowder|The Cure concert print
New Jersey ring bell
""",
    "'and'": """
Gin and tonic glasses|Bread and butter pickles|Mac and cheese bowl|Peanut butter and jelly cookies
Bed and breakfast sign
Bath and body oil|Lock and key necklace|Sun and moon earrings|Rock and roll T-shirt|Cup and saucer|Knife and fork set
Needle and thread kit|Cookies and cream bar|Hook and loop tape|Salt and vinegar chips|Arts and crafts box
Surf and turf platter|Stars and stripes flag|Mortar and pestle|Nut and bolt organizer|Wash and go shampoo
Black and tan belt|Oil and vinegar set|Hide and seek puppet|Dolce and Gabbana bag|Marks and Spencer scarf
Crate and Barrel vase|Rose and oud candle|Command and conquer poster|Bangers and mash pie
""",
    "abbreviations and numbers with points": """
Dr. Bronner's soap|Mr. Coffee grinder|Mrs. Meyer's hand soap|St. Ives face scrub|J. Crew linen shirt|No. 7 day cream
Dr. Jart+ mask|Mt. Hood trail mix|S. Pellegrino water|Levi's 501 jeans|8 fl. oz. hand cream|1.5 l glass carafe
Version 2.0 keyboard|0.5 mm drafting pencil|3.5 mm audio cable|St. Patrick's Day hat|Prof. Plum board game
Vol. 2 jazz compilation|Jr. chef apron|Sgt. Pepper vinyl|5 lb. dumbbell pair|E.l.f. lip balm|U.S. Polo shirt
Dr. Pepper lip balm|A.P.C. tote|12 in. skillet|M.A.C. lipstick|Ft. Worth leather belt|No. 2 pencils|2.4 GHz mouse
""",
    "hyphens": """
Make-ahead lunch boxes|Show-and-tell bear|Use-by date labels|Add-on lens kit|Include-me name tags|T-shirt press
Cold-brew coffee maker|Self-watering planter|Non-stick pan|Hand-poured candle|Slow-cooker liners|Wi-Fi doorbell
Coca-Cola bottle opener|Chick-fil-A sauce|Twenty-four piece puzzle|Pull-up bar|Build-a-bear kit|Write-on calendar
Create-your-own bracelet|Jack-in-the-box|Ready-to-wear blazer|Tone-on-tone scarf|Style-it hair clips|Semi-sweet chips
Please-do-not-disturb sign|Focus-peaking monitor|Target-shooting rings|X-ray viewer|Make-your-own gin kit
Lay-flat notebook
""",
    "'#'": """
#1 Dad mug|#10 envelopes|World's #1 grandma apron|#2 pencil case|Size #6 knitting needles|#5 hex bolts|Lucky #7 cap
Route #66 sign|#8 screws|Grade #3 sandpaper|#000 paint brush|Team #23 jersey|#4 coffee filters|Locker #9 key tag
#1 selling mug|#12 fishing hooks|#1 Boss trophy|Type #2 charger|Shade #20 foundation|Batch #12 hot sauce
#18 needles|Player #10 shirt|#6 crochet hook|Chapter #1 bookmark|Recipe #9 granola|#80 cotton thread|No #1 fan scarf
Lot #49 poster|Hole #18 flag|Bus #5 toy
""",
    "capitals": """
iPad Air sleeve|eBay gift box|LEGO castle|ASICS trail shoes|adidas Samba|IKEA shelf brackets|macOS sticker pack
YETI cooler|iMac stand|USB-C hub|LED strip|BBQ tongs|DIY terrarium kit|HP printer paper|GoPro mount|PlayStation stand
McIntosh apples|LaCroix mug|YouTube play button|DeLonghi espresso maker|KitchenAid whisk|NASA patch|TSA lock
XL dog bed|NY Yankees cap|MINI Cooper keyring|OK sign lamp|UGG slippers|Where the Wild Things Are poster
Gone with the Wind print
""",
    "words of requests": """
Make Up For Ever palette|Show Me Your Mumu dress|Film camera for videos|Record player for stories|Craft beer for one
Belt clip for keys|Script font wedding sign|Video light for phones|Use Your Illusion vinyl|Write On whiteboard markers
Never Fully Dressed skirt|Target practice dummy|Please Mum baby bottle|I'm Not a Paper Cup|Style Council record
Hello Kitty mug
Design lamp with video screen|Create 3D printer|Keep Cup|Let It Be poster|Want Les Essentiels bag|Do-it-yourself shelf
Tone generator|Give-away tote|Add a Bead bracelet|Focus Features film box|Put a Lid on It jar
Have a Nice Day mug|No Music No Life tee
Should I Stay record|做视频用的三脚架|写广告的笔记本|出口级视频会议摄像头|要命的甜点|拍得到月亮的望远镜
加湿音乐灯|希望之星奖杯|我想你明信片
提拉米苏|来福士巧克力|设计师台灯|广告衫定制|视频灯|文案日历|配音麦克风|一点甜蜂蜜
""",
    "Chinese prefixes": """
请柬定制|请茶杯|新疆红枣|新鲜草莓|新西兰蜂蜜|写字板|写意山水画|做旧牛仔裤|拍立得相机|用友软件
要你命辣酱|制作工具箱|为你而来香水|给力充电宝|我的世界积木|这么甜西瓜|一次性手套|一品鲜酱油|老干妈辣酱|小米手环
大白兔奶糖|第一夫人丝巾|帮宝适纸尿裤|新百伦运动鞋|拍拍灯|生成色唇膏|不要辣火锅底料|的确良衬衫|们头帘|请帖纸
""",
}

REPORTED_OFFERS = """
20% off with code LAUNCH|$24|Was $150 now $99|首单立减20元|30% off until Sunday
"""

#: by kind; each stands beside a name and must be shown as written
OFFERS = {
    "prices": """
$24|$19.99|$1,299|only $12|from $35|€49|49 €|49,90 €|1.299,00 €|ab 49 €|£15|15 GBP|CHF 25|R$ 59,90|¥98|99元
仅售99元|128 元
1,980円|税込980円|29,000원|₩12,000|₹499|HK$88|NT$250|desde 20 €|à partir de 15 €|a partir de R$ 30|a soli 9,90 €|US$ 40
""",
    "discounts": """
20% off|Save 15%|up to 50% off|half price|2 for 1|buy one get one free|free shipping|-30 %|20 % Rabatt|25 % de descuento
-20 % de remise|10% di sconto|15% de desconto|全场八折|5折|满200减30|买一送一|包邮|首单立减15元|第二件半价
20%オフ|半額|送料無料|30% 할인|무료배송|kostenloser Versand|envío gratis|livraison gratuite|spedizione gratuita
frete grátis
""",
    "codes": """
with code SUMMER|use code SAVE10|code: HELLO5|Code HERBST20|promo code VIP|coupon WELCOME|discount code TEN
mit dem Code NEU10
Gutscheincode FRISCH|código VERANO|con el código SOL15|cupón HOLA|code promo ETE20|avec le code BIENVENUE|codice ESTATE
con il codice CIAO10|código VERAO|cupom PRIMEIRA|com o código OI15|优惠码 NEW20|折扣码SALE|优惠券 LUCKY
使用优惠码 HI88|優惠碼 TEA5
クーポンコード HARU|コード NATSU10|쿠폰 코드 SPRING|할인코드 HELLO|Coupon code "FALL"|code LAUNCH-24
""",
    "links": """
lumi.co|shop at lumi.co|www.lumi.co|https://lumi.co|https://lumi.co/cups?ref=1|Shop at lumi.com
order at cups.shop|lumi.store/new
hello@lumi.co|mail to hello@lumi.co|instagram.com/lumi|@lumi.studio|lumi.co.uk|visit lumi.org
find us on etsy.com/shop/lumi
jetzt auf tassen.de|bestellen: tassen.at|sur tasses.fr|su tazze.it|em xicaras.com.br|en tazas.es|官网 lumi.cn
淘宝搜索lumi.com
taobao.com/lumi|lumi.jp|lumi.kr|shop.lumi.io|t.me/lumi|wa.me/15551234567|Buy at lumi.eu/de
""",
    "phones": """
555-0123|(555) 010-0199|+1 555 010 0199|+49 30 1234567|030 1234567|call 555-010-0199|Call us: 555 010 0199
tel. 030 123456
Tel: +33 1 23 45 67 89|01 23 45 67 89|+44 20 7946 0958|020 7946 0958|+34 912 345 678|+39 06 1234 5678|+55 11 91234-5678
(11) 91234-5678|电话13800138000|电话：010-62345678|400-800-1234|手机 138 0013 8000|TEL 03-1234-5678|03-1234-5678
02-123-4567
010-1234-5678|+82 10-1234-5678|+81 3-1234-5678|Text 555-0142|WhatsApp +1 555 010 0142|Hotline 0800 123456
致电 021-12345678
""",
    "dates": """
until Sunday|until May 5|ends Friday|this weekend only|today only|through December 24|by March 1|until 12/31
until midnight
from June 1 to June 14|Black Friday|Saturday 9am-5pm|opening May 3|starts Monday|Mon-Fri 9-17
until the end of May|on July 4th
until 5 May 2027|every Tuesday|this Friday|截止周日|截至5月5日|仅限今天|双十一|本周末|即日起至12月31日
5月1日至5月7日|周一至周五 9:00-18:00
限时三天|到月底
""",
    "addresses": """
12 Main Street|221B Baker Street|Visit us at 5 Elm St|45 Ocean Ave, Santa Cruz|1600 Pennsylvania Avenue
10 Downing Street, London
7 Rue Street|350 Fifth Avenue, New York|88 Harbour Road|4 Mill Lane|19 King's Road|100 Market Sq|2 Abbey Rd
600 Sunset Blvd
31 Park Drive|9 Church Court|77 Queen St. West|3 Rose Way|15 Oak Place, Austin, TX 78701|find us at 8 High Street
corner of Oak and 5th Street|上海市南京路100号|北京市朝阳区建国路88号|地址：中山路5号|南京西路1266号
杭州市西湖区文三路90号
广州市天河路208号2楼|深圳市福田区深南大道1号|臺北市信義路五段7號|成都市春熙路12号
""",
}

#: each a whole description: nothing of it may be said or shown
INSTRUCTIONS = """
I want a funny ad|Make it funny|Please make a cozy ad|Write a short script|Create a video ad|Use calm music
tone: playful
Style: minimal|Please keep it short|Don't mention the price|Generate a script in German|I'd like an elegant video
We need a 12 second commercial|Can you write something witty?|Make me an Instagram reel|Show the cup on a table
Add upbeat music|Target audience: young parents|The ad should be serious|It should feel luxurious|Keep it simple
Write in a friendly voice|Please don't use emojis|Give me three options|I need a script for TikTok|Could you make an ad?
Let's do a funny one|Avoid clichés|No voice-over please|I am looking for a nice ad|Make the video pop
帮我写一个搞笑的广告|请写一个广告|做一个温馨的视频|请用轻松的语气|风格：简约|不要太长|我想要一个高级感的短片
帮我生成脚本
请不要提价格|语气要活泼|给我写一条文案|制作一个15秒的宣传片|目标人群：年轻妈妈|麻烦做个广告|拍一个有趣的短视频
要搞笑一点
幫我寫一個廣告|請用繁體中文|我要一个朋友圈文案|配上轻快的音乐|用英文写|希望广告高端大气|写得幽默一些|突出高级感的广告
请帮忙设计广告词|能不能写个剧本|时长12秒|受众是大学生|广告要简短|不要出现人物
"""

#: a request, the product in it, and the offer in it
REQUESTS = [
    ("Ich möchte eine lustige Werbung für mein Café, 20 % Rabatt", "Café", "20 % Rabatt"),
    ("Bitte lustig. Seife mit Lavendel", "Seife mit Lavendel", ""),
    ("Quiero un anuncio divertido para mi panadería, desde 2 €", "panadería", "desde 2 €"),
    ("Crée une vidéo pour mes bougies", "bougies", ""),
    ("Scrivi uno spot per il mio ristorante", "ristorante", ""),
    ("Crie um vídeo para minha loja", "loja", ""),
    ("面白い広告を作ってください。抹茶ラテ", "抹茶ラテ", ""),
    ("재미있는 광고를 만들어 주세요. 감귤 주스", "감귤 주스", ""),
    ("老板，来个广告，卖包子的，两块钱一个", "包子", "两块钱一个"),
    ("我家卖手工水饺，皮薄馅大，6月22日前下单", "手工水饺", "6月22日前下单"),
    ("SALE! 50% OFF EVERYTHING! Lumi Store", "Lumi Store", "SALE\n50% OFF EVERYTHING"),
    (
        "Keep your drink hot for 12 hours. Stainless steel bottle, open daily 9am-6pm",
        "Stainless steel bottle",
        "open daily 9am-6pm",
    ),
    ("I want a funny ad for my espresso bar, 30% off until Sunday", "espresso bar", "30% off until Sunday"),
    ("帮我写一个搞笑的广告，卖意式浓缩咖啡", "意式浓缩咖啡", ""),
    ("Make an ad for my soap. Use calm music!", "soap", ""),
    ("Please make a cozy ad for our New York coffee mug, only $24", "New York coffee mug", "only $24"),
    ("Create a video about handmade candles with code GLOW", "handmade candles", "with code GLOW"),
    ("Write a script for the Dr. Martens leather boots", "Dr. Martens leather boots", ""),
    ("Help me sell my oat milk", "oat milk", ""),
    ("A funny ad for my barber shop", "barber shop", ""),
    ("Generate a 12 second ad that sells ceramic bowls", "ceramic bowls", ""),
    ("Could you make a commercial for Salt and pepper mill?", "Salt and pepper mill", ""),
    ("I need a video to promote our yoga mats. Non-slip surface.", "yoga mats", ""),
    ("We sell wool socks. Make it funny.", "wool socks", ""),
    ("请为我的咖啡杯做一个广告", "咖啡杯", ""),
    ("给我们的红陶杯写一条文案，首单立减20元", "红陶杯", "首单立减20元"),
    ("我想要一个关于手工皂的短视频", "手工皂", ""),
    ("我们卖新鲜草莓，帮我做个广告", "新鲜草莓", ""),
    ("幫我寫一個賣高山烏龍茶的廣告", "高山烏龍茶", ""),
    ("帮我推广茶具套装，八折", "茶具套装", "八折"),
]


def listed(texts: str) -> list[str]:
    """Each of the texts."""
    return [text.strip() for line in texts.strip().splitlines() for text in line.split("|")]
