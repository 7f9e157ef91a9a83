/* Names of administrative units that could be somebody's, without marks, in order of their first words: all in examples/units
 * that begin with a family name or a form of address, or are two words that are given names too. */
#include <stdlib.h>
#include <string.h>

#include "domain/privacy_vocabulary.h"

struct places {
    const char *first;
    const char *others; /* what stands behind the first word, apart by commas */
};

/* clang-format off */
static const struct places places[] = {
    {"a", "bung,doi,dok,dot,lu,luoi,ngo,nong,roang,rooi,sao,tieng,ting,tuc,vao,vuong,xan,xing"},
    {"ai", "nghia,quoc"},
    {"an", "binh,chau,dan,dinh,dong,duc,dung,duong,giang,ha,hai,hai bac,hai dong,hai nam,hiep,hoa,hoa hai,hoa thinh,"
     "hong,hung,huu,khang,khanh,lam,linh,loc,long,luong,minh,minh bac,my,nghia,nhan,ninh,phong,phu,phu dong,phu tan,"
     "phu thuan,phu trung,phuc,phuoc,phuong,quang,sinh,son,tan,thach,thai,thai dong,thai trung,thang,thanh,thi,"
     "thinh,thuan,thuy,tien,tin,tinh,toan,trung,truong,tuong dong,vinh,vu,xuan"},
    {"anh", "dung,son,son dong"},
    {"au", "co,lau"},
    {"ayun", "ha,pa"},
    {"b'", "la"},
    {"ba", "be,bich,che,chua,chuc,cum bac,cum nam,cung,diem,dien,dinh,don,dong,gia,giang,hang,hang doi,hien,kham,"
     "khan,lang,le,lien,long,na,nam,nang,ngac,ngoi,ria,ria - vung tau,sao,son,tang,thanh,thuoc,tieu,to,trai,trang,"
     "tri,trieu,trinh,vi,vinh,xa,xuyen"},
    {"bac", "ai,ai dong,ai tay,an,an phu,binh,cam ranh,cuong,dong hung,dong quan,gia nghia,giang,gianh,ha,hai,hoa,"
     "hong,hong linh,hop,hung,kan,khanh vinh,la,lang,lenh,lieu,lung,luong,ly,me,nghia,nha trang,ninh,ninh hoa,phong,"
     "phu,quang,quynh,ruong,son,tan uyen,thai ninh,thanh,thanh mien,thuy,thuy anh,tien hung,tra my,trach,tu liem,"
     "viet,xa,yen"},
    {"bach", "dang,dich,ha,hac,khoa,long,long vi,luu,mai,ngoc,quang,sam,thong,thuan,thuong,xa"},
    {"ban", "bo,cai,cam,co,cong,dat,diu,gia,gian,giang,ho,hon,khoang,lam,lang,lau,lien,long,luoc,may,me,mu,ngo,"
     "ngoai,nguyen,nhung,peo,phiet,pho,phung,qua,ria,sen,tan dinh,thach,thi,vuoc,xeo,yen nhan"},
    {"bang", "a drenh,an,ca,coc,doan,gia,hanh,huu,khanh,la,lang,luan,lung,mac,phuc,thanh,van"},
    {"banh", "trach"},
    {"bao", "an,binh,cuong,dai,ha,hoa,hung,khe,lac,lam,linh,loc,ly,nam,ninh,quang,son,thang,thanh,thuan,toan,vinh,"
     "yen"},
    {"bay", "hien"},
    {"be", "trieu,van dan"},
    {"bich", "dao,hao,hoa,son"},
    {"binh", "an,ba,chau,dai,dan,dao,dinh,dong,duc,duong,giang,hai,hiep,hoa,hoa bac,hoa dong,hoa hung,hoa nam,"
     "hoa phuoc,hoa trung,hung,khanh,khanh dong,kieu,lam,loc,long,luong,minh,my,nam,nghia,ngoc,nguyen,nhan,ninh,phu,"
     "phuc,phuoc,phuoc xuan,que,quy,son,tam,tan,tan phu,thang,thanh,thanh dong,thuan,thuy,tien,trung,tu,tuyen,van,"
     "xuan,yen"},
    {"bo", "de,ha,ly,muoi,ngoong,sao,sinh,trach,xuyen,y"},
    {"bon", "phang"},
    {"bui", "huu nghia,la nhan,thi xuan,xa"},
    {"ca", "dam,dinh,dy,lui,mau,na,nang,thanh"},
    {"cam", "an,an bac,an nam,binh,chau,che,chinh,con,dan,dien,dinh,doai,dong,duc,due,duong,gia,giang,ha,hai,"
     "hai dong,hai tay,hiep,hiep bac,hiep nam,hieu,hoa,hoang,hong,hung,huy,khe,kim,la,lac,lam,lap,le,lien,linh,lo,"
     "loc,loi,long,luong,ly,ly - da lat,minh,muon,my,nam,nghia,ngoc,nhan,nhuong,ninh,pha,pho,phong,phu,phuc,"
     "phuc bac,phuc nam,phuoc dong,phuoc tay,quan,quang,quy,ranh,son,tam,tan,tay,thach,thang,thanh,thanh bac,"
     "thanh nam,thinh,thinh dong,thinh tay,thuan,thuong,thuy,trung,tu,tuyen,van,viet,vinh,vu,xa,xuyen,yen"},
    {"can", "tho,yen"},
    {"canh", "duong,hung,tien"},
    {"cao", "an,bang,bo,chuong,dai,dien,duc,duong,ky,lanh,lau,loc,ma po,minh,ngan,ngoc,nhan,pha,phong,quang,ram,son,"
     "son tien,tan,thang,thanh,thinh,thuong,tri,vien,xa,xanh,xuan duong"},
    {"cat", "ba,bi,chanh,dai,hai,hanh,hiep,hung,khanh,lai,lam,linh,minh,ne,ngan,nhon,que,son,tai,tan,thang,thanh,"
     "thinh,tien,tien 2,tien 3,trinh,tru,tuong,van"},
    {"cau", "ba,dat,den,dien,giat,giay,go,ke,kho,khoi,kieu,loc,may,ngang,ong lanh,quan,thia,tre"},
    {"cha", "cang,la,nua,to,val"},
    {"chan", "hung,thinh"},
    {"chang", "son"},
    {"chanh", "an,hiep,hoi,hung,my,nghia"},
    {"chau", "binh,can,cau,cuong,dien,dinh,doc,duc,giang,hanh,hoa,hoan,hoi,hong,hung,hung a,khanh,khe,kim,lang,loc,"
     "ly,minh,nga,nhan,ninh,o,pha,phong,phu,phu a,phu b,quang,que,que ha,que thuong,son,thai,thang,thanh,thanh a,"
     "thoi,thon,thuan,tien,van liem"},
    {"che", "cu nha,la,tao"},
    {"cheo", "reo"},
    {"chi", "ca,cong,dam,dao,dong,hoa,khe,lang,lang bac,lang nam,linh,minh,ne,tan,thanh,thao,thien,thiet,tien,vien"},
    {"chiem", "hoa"},
    {"chien", "thang"},
    {"chieu", "luu,vu,yen"},
    {"cho", "chu,chua,chun,don,gao,lach,lau,lon,long,moi,quan,ra,vam"},
    {"chu", "a,a thai,bah,dang ya,dien,don,drang,gu,hdrong,hoa,hreng,huong,jor,kbo,krey,minh,mo,ngoc,pah,phan,pong,"
     "prong,puh,rang,rcam,se,trinh,tuc,ty,van an"},
    {"co", "am,ba,bi,dam,do,dong,dung,giang,le,linh,loa,lung,ma,muoi,ngan,nghia,nhue,nhue 1,nhue 2,noi,phuc,thanh,"
     "tiet,to,tong"},
    {"cong", "binh,hai,liem,ly,son,thanh,trung"},
    {"cu", "a mung,an,bao,bi,bong,chi,dlie m'nong,dong,dram,e wi,ebur,elang,hue,jang,jut,k roa,kbang,khe,khoi,klong,"
     "knia,kty,kuin,lao dung,lao gieng,le,m'gar,m'lan,m'ta,mot,nam,ne,ni,pong,prao,prong,pui,san,sue,thang,van,yang,"
     "yen"},
    {"cuc", "phuong"},
    {"cung", "son"},
    {"cuong", "thinh"},
    {"da", "kai,kao,kia,krong,loc,mai,mi,phuc,phuoc,phuoc hoi,quyn,thong,ton"},
    {"dac", "son"},
    {"dai", "an,an 1,an 2,ang,bai,ban,binh,chanh,cuong,dien,dinh,dong,dong thanh,duc,ha,hai,hiep,hoa,hoa loc,hoang,"
     "hong,hop,hue,hung,kim,lai,lam,lanh,lao,lich,loc,mach,minh,mo,nai,ngai,nghia,phac,pham,phong,phu,phuc,phuoc,"
     "quang,sao,son,tam,tan,tap,thang,thanh,thinh,tien,trach,tu,xuan,xuyen,yen"},
    {"dam", "bri,doi,ha,rong,rong 1,rong 2,rong 3,rong 4,thuy"},
    {"dan", "an,chu,dien,ha,hai,hoa,hoi,luc,ly,phuong,quyen,thang,thanh,thuong,tien,truong,van"},
    {"dang", "cuong,giang,ha,hai,hung phuoc,kang,lam,le,son,thuy tram,xa"},
    {"danh", "sy,thang"},
    {"dao", "duc,duong,duy tu,huu canh,long,ly,my,ngan,nghia,san,thanh,thinh,tru,tu,vien,xa"},
    {"dat", "hieu"},
    {"dau", "duong,giay,lieu,tieng"},
    {"den", "sang,thang"},
    {"deo", "gia"},
    {"di", "an,che,lang,linh,nau,su,trach"},
    {"diem", "dien"},
    {"diep", "nong"},
    {"dieu", "luong,tri"},
    {"dinh", "an,ban,bang,bien,binh,ca,cao,chu,cong,cu,cuong,du,hai,hiep,hoa,hung,ke,lac,lap,lien,long,minh,mon,my,"
     "phong,phung,quan,son,tan,tang,thanh,thanh a,thuy,tien,to,trang hoa,trang thuong,tri,trung,tuong,van,"
     "van lam ha,xa,xuyen,yen"},
    {"do", "dong,luong,nhan,son,thanh,vinh,xuyen"},
    {"doan", "bai,dao,ha,hung,ket,lap,thuong,tung,xa"},
    {"doi", "61,binh,can,cung,ngo,son"},
    {"dong", "a,an,anh,ba,bac,bai,bam,bang,binh,buc,cac,cam,cao,chau,chum,co,coc,cuong,cuu,da,dang,dat,do,dong,du,"
     "duong,gia,gia nghia,giang,giap,ha,hai,hai 1,hai 2,hiep,hieu,ho,hoa,hoa hiep,hoa lu,hoang,hoi,hop,hung,hung a,"
     "hung b,hung thuan,huong,huu,huy,hy,ich,ket,khanh son,khe,kho,khoi,kinh,ky,la,lac,lai,lam,le,lien,linh,lo,loan,"
     "loc,loi,long,luan,luong,ly,mac,mai,minh,mo,mon,my,nai,nai thuong,nam,ngac,ngan,nghe,ngu,nguyen,nhan,ninh,"
     "ninh hoa,no,phong,phu,phuc,phuoc,phuoc a,phuong,phuong yen,quan,quang,que,qui,quoc binh,quy,rui,ruong,sang,"
     "son,tam,tan,tao,thai,thai ninh,than,thang,thanh,thap,thinh,tho,thoi,thuan,thuy anh,tien,tien hai,tien hung,"
     "tinh,tra,tra bong,trach,trieu,truc,trung,tuyen,van,ve,vien,viet,vinh,vuong,xa,xoai,xuan,xuyen,y,yen"},
    {"du", "gia,hang,hang kenh,le,sang,tien"},
    {"duc", "an,binh,chanh,chau,dong,dung,giang,hanh,hiep,hoa,hoa dong,hoa ha,hong,hop,hue,huong,lac,lam,lan,lap,"
     "lien,lieu,linh,loi,long,luong,ly,manh,minh,my,nghia,nhan,nhuan,ninh,phong,phu,phuc,quang,son,tai,tan,thang,"
     "thanh,thinh,tho,thong,thuan,thuy,tin,trach,trong,tung,van,vinh,xuan,xuyen,yen"},
    {"dung", "nghia,phong,tien"},
    {"duong", "10,am,an,diem,dong,duc,ha,hao,hoa,hong,hong thuy,huu,huy,kinh,lam,lieu,minh chau,no,noi,phong,phuc,"
     "quan,quang,quy,son,thanh,thuong,thuy,to,xa,xuan hoi"},
    {"duy", "chau,ha,hai,hoa,minh,nghia,nhat,ninh,phien,phu,phuoc,son,tan,thanh,thu,tien,trinh,trung,vinh,xuyen"},
    {"duyen", "ha,hai,thai"},
    {"gia", "an,bac,binh,cam,canh,cat,dien,dinh,dong,duc,hanh,hiep,hoa,hoa 1,hoa 2,hoi,hung,huynh,khanh,kiem,lac,"
     "lai,lam,lap,loc,luan,luong,mien,minh,mo,nghia,ninh,pho,phong,phu,phuc,phuong,rai,ray,sang,sinh,son,tan,tan 1,"
     "tan 2,tan 3,thang,thanh,thinh,thuan,thuy,tien,tran,trung,tuong,van,vien,vuong,xuan,xuyen"},
    {"giang", "bien,chu phin,dien,hai,ly,ma,son,son dong,son tay,thanh,tien,vo"},
    {"giap", "bat,dat,lai,son,trung"},
    {"h", "bong"},
    {"h'", "neng"},
    {"ha", "an,bac,bang,bau,bi,binh,cau,chau,dinh,dong,duong,giang,giang 1,giang 2,giap,hai,hieu,hoa,hoi,huy tap,"
     "khanh,khau,ky,lai,lam,lan,lang,lau,le,linh,loc,long,luong,ly,man,mo,mon,my,nam,ngoc,nha,ninh,noi,phong,phu,"
     "quang,son,tam,tan,tay,thach,thai,thanh,thon,thuong,tien,tinh,toai,trach,tri,trung,tu,van,vi,vinh,yen"},
    {"hai", "an,anh,ba,bac,binh,chanh,chau,cuong,dinh,dong,duong,giang,ha,hau,hoa,hung,khe,lam,le,linh,loc,long,luu,"
     "ly,minh,nam,nhan,ninh,phong,phu,phuc,phuong,quang,que,son,tan,thai,thang,thanh,thien,thinh,tho,tien,toan,"
     "trach,trieu,trung,truong,van,vinh,xuan,yen"},
    {"ham", "can,chinh,cuong,duc,giang,hiep,kiem,liem,minh,my,ninh,phu,rong,tan,thang,thanh,thuan,thuan bac,"
     "thuan nam,tien,tri,truong,tu,yen"},
    {"han", "da,quang"},
    {"hang", "bac,bai,bo,bong,bot,buom,chu,dao,dong,gai,gon,kenh,kia,lia,ma,tram,trong,vinh"},
    {"hanh", "lam,phuc,quang,son,thong"},
    {"hau", "bong,giang,hien,loc,my,my bac a,my bac b,my phu,my trinh,nghia,thanh,thanh dong,thanh tay,thao"},
    {"hien", "chung,giang,hao,khanh,kiet,luong,ninh,quan,thanh"},
    {"hiep", "an,binh,cuong,duc,hoa,hung,my,ninh,phu,phuoc,son,tan,thanh,thuan,tung"},
    {"hieu", "giang,liem,nghia,phung,thanh,thuan,trung"},
    {"ho", "bon,chi minh,dac kien,dap,do,hai,mit,moong,nai,nai 3,nam,phong,quang phin,son,thau,thi ky,tram,tung mau,"
     "vuong,xa"},
    {"hoa", "an,bac,binh,chau,cuong,dien,dinh,dong,hai,hau,hiep,hieu,hoi,hung,huong,khanh,khe,khuong,lac,lam,le,"
     "lien,loc,loi,long,minh,my,nam,nghia,ninh,phat,phong,phu,phuoc,quan,quy,son,tam,tan,thach,thang,thanh,thinh,"
     "thuan,thuy,tien,tinh,trach,tri,trung,tu,vang,vien,vinh,xuan"},
    {"hoai", "an,chau,duc,hai,hao,huong,my,phu,son,tan,thanh,xuan"},
    {"hoan", "long,son,trach"},
    {"hoang", "an,anh,cat,chau,cuong,dai,dan,dao,dat,dieu,dong,duc,giang,ha,hai,hanh,hoa,hoa tham,hop,khai,khanh,"
     "khe,kim,lam,lau,lien,liet,loc,long,luong,luu,ly,mai,minh,nam,ngoc,ninh,nong,phong,phu,phuc,phuong,quang,que,"
     "quy,sa,son,su phi,tan,tay,thai,thang,thanh,then,thinh,thu pho,tien,trach,tri,trinh,trung,truong,tung,van,"
     "van thu,viet,vinh,xa,xuan,xuyen,yen"},
    {"hong", "an,bac,chau,dai,dan,dinh,du,duc,dung,duong,giang,ha,hai,hung,khe,kim,ky,lac,liem,linh,loc,long,ly,"
     "minh,nam,phong,phu,phuc,phuong,quang,quynh,si,son,sy,thai,thai dong,thanh,thu,thuan,thuy,tien,trung,van,viet,"
     "vu"},
    {"hua", "bum,bun,la,na,ngai,nhan,pang,thanh,trai"},
    {"hung", "an,binh,chau,chien,cuong,dinh,do,dong,duc,dung,ha,hai,hoa,khanh,loc,loi,long,my,nghia,nguyen,nhan,"
     "phong,phu,phuc,phuoc,quan,quoc,son,tan,thai,thang,thanh,thi,thinh,thong,thuan,thuy,tien,tri,trung,viet,vu,"
     "vuong,xuan,xuyen,yen"},
    {"huong", "an,binh,can,canh,dien,do,giang,hoa,huu,khe,lac,lam,lien,loc,long,mai,minh,my,nguyen,nhuong,phong,phu,"
     "quang,son,tho,tho phu,thuy,toan,tra,trach,van,vi,vinh,xuan"},
    {"huu", "dinh,do,hoa,khanh,kien,lan,lap,le,lien,loi,nghi,van,vinh"},
    {"huy", "bac,giap,ha,khiem,tan,tuong"},
    {"huyen", "son"},
    {"huynh", "huu nghia"},
    {"ich", "hau"},
    {"jo", "ngay"},
    {"k'", "dang"},
    {"ka", "dang,do,don,lang,long"},
    {"kha", "cuu,phong,son"},
    {"khai", "xuan"},
    {"khang", "chien,nhat,ninh"},
    {"khanh", "an,binh,cong,cuong,dong,duong,ha,hai,hau,hiep,hoa,hoi,hong,hop,hung,khe,lam,loc,loi,long,mau,nam,"
     "nhac,phu,son,thanh,thien,thinh,thuan,thuy,tien,trung,van,vinh,xuan,yen"},
    {"khau", "vai"},
    {"khoi", "ky"},
    {"khong", "lao"},
    {"khuat", "xa"},
    {"khuc", "thua du,xuyen"},
    {"khue", "my,trung"},
    {"khuong", "dinh,mai,thuong,trung"},
    {"kien", "binh,giang,hai,luong,thanh"},
    {"kiet", "son"},
    {"kieu", "ky,phu"},
    {"kim", "an,anh,bai,bang,binh,boi,bon,chan,chinh,chung,cuc,dien,dinh,dong,duc,duong,giang,hai,hoa,hy,khe,lan,"
     "lap,lien,linh,loan,loc,long,lu,luong,ma,my,ngan,ngoc,nhan,no,noi,phu,phuong,quan,son,song truong,tan,thach,"
     "thai,thanh,thu,thuong,thuy,tien,tra,trung,truy,xa,xuyen"},
    {"kon", "braih,chieng,dao,dong,gang,plong,pne,ray,thup,tum"},
    {"krong", "a na"},
    {"ky", "anh,bac,chau,dong,giang,ha,hai,hoa,hop,hung,khang,lac,lam,lien,loi,long,nam,ninh,phong,phu,phuong,son,"
     "tan,thinh,tho,thu,tien,trinh,trung,van,xuan"},
    {"la", "bang,da,dee,ee,gi,ha,hai,hien,khe,lay,nga,ngau,nhi thang,pan tan,phu,son"},
    {"lai", "cach,chau,dong,ha,hieu,hoa,hung,khe,son,thanh,thieu,thuong,uyen,vu,vung,xuan,yen"},
    {"lam", "binh,ca,cot,dien,dong,dot,giang,ha,hai,hoa,hop,kiet,loi,phu,san,son,tan,thanh,thao,thuong,thuy,trach,"
     "trung thuy,vien - da lat,vy,xa,xuyen"},
    {"lan", "gioi"},
    {"lang", "biang - da lat,bien,can,chanh,cheu,co,cong,dai,giang,ha,hieu,khe,lon,minh,mo,mon,ngam,nhi,phong,quan,"
     "san,son,thanh,thip,thuong,tron,yen"},
    {"lanh", "ngoc"},
    {"lau", "thi ngai,thuong"},
    {"le", "binh,chan,chanh,chi,chung,dai hanh,ho,hoa,hong,hong phong,ich moc,lai,loi,mao,minh xuan,my,ninh,quy don,"
     "thanh,thanh nghi,thien,thuy,tri,vien,xa"},
    {"leng", "su sin"},
    {"lien", "bao,chau,chieu,chung,giang,ha,hiep,hoa,hoi,hong,hop,huong,khe,loc,minh,nghia,ninh,phuong,quan,sang,"
     "son,thanh,thuy,trach,trung,truong,vu,xuan"},
    {"lieng", "sronh"},
    {"lieu", "de,do,giai,tu,xa"},
    {"linh", "chieu,dong,hai,phu,son,thong,trung,truong,xuan"},
    {"lo", "25,giang,ku,pang,son"},
    {"loan", "my"},
    {"loc", "an,bao,binh,chau,duc,giang,ha,hiep,hoa,hung,khanh,lam,nam,nga,ninh,phat,phu,quang,son,tan,thai,thang,"
     "thanh,thinh,thuan,thuy,tien,vinh,vuong,yen"},
    {"long", "an,anh,bien,binh,chanh,chau,dien,dinh,duc,giang,ha,hai,hau,hiep,hoa,hung,huong,huu,khanh,khe,mai,mon,"
     "my,nguyen,phu,phu thuan,phuc,phung,phuoc,quang,son,tam,tan,thang,thanh,thanh bac,thanh nam,thanh trung,tho,"
     "thoi,thuan,thuy,tien,toan,trach,tri,trung,truong,tuyen,vinh,xuyen"},
    {"lu", "than"},
    {"luan", "thanh"},
    {"luc", "ba,binh,da,hanh,hon,nam,ngan,si thanh,son,sy thanh,thon,yen"},
    {"lung", "cai,cao,chinh,cu,ho,hoa,khau nhin,nam,niem,phin,phinh,pu,sui,tam,tao,than,thang,thau,vai,van"},
    {"luong", "an tra,bang,binh,can,chau,dien,ha,hoa,hoa a,hoa lac,khanh thien,lo,minh,mong,nang,nghia,ngoai,nha,"
     "ninh,noi,phi,phong,phu,quoi,son,tai,tam,thanh,the tran,thien,thinh,thong,thuong,trung,van tri,vuong"},
    {"luu", "hoang,kiem,kien,ky,nghiep anh,ngoc,phuong,son,ve,vinh son"},
    {"ly", "bon,hoc,nam,nhan,nhon,quoc,son,thai to,thanh,thuong kiet,trach,van lam"},
    {"ma", "ba,cooi,da,da guoi,lam,le,li chai,ly pho,noi,quai,thanh,thi ho"},
    {"mai", "chau,dam,dich,dinh,dong,giang,ha,hich,hoa,hung,lam,lap,long,pha,phu,sao,son,thuy,trung,tung"},
    {"man", "duc,lan,thai,than"},
    {"mang", "thit,yang"},
    {"mau", "a,dong,duc,due,lam,long,son,thach"},
    {"me", "linh,pu,so,tri"},
    {"minh", "an,bao,chau,chuan,cuong,dai,dan,dieu,duc,hai,hiep,hoa,hoang,hop,hung,huong,khoi,khuong,lap,loc,long,"
     "luong,nghia,ngoc,phat,phu,phung,phuong,quan,quang,son,tam,tan,thai,thang,thanh,tho,thuan,tien,tri,xuan"},
    {"mo", "cay,cay bac,cay nam,che,cong,dao,de,duc,lao,o,rai,si san,vang"},
    {"moc", "bac,chau,hoa,hoan,ly,nam,son"},
    {"mong", "an,cai,cai 1,cai 2,cai 3,duong,hoa,son,tho,tho a,tho b"},
    {"my", "an,binh,cam,cat,chanh,chau,dinh,do,dong,duc,ha,hai,hanh,hao,hiep,hoa,hoi,hung,huong,khanh,lac,lam,le,"
     "loc,loi,long,luong,ly,phong,phu,phuc,phuoc,phuong,quang,quoi,quy,son,tai,tan,thai,thang,thanh,thien,thinh,tho,"
     "thoi,thuan,thuy,tien,tra,trach,trinh,trung,tu,xuan,xuyen,yen"},
    {"n'thol", "ha"},
    {"nai", "hien dong"},
    {"nam", "anh,binh,cat,cuong,dien,dinh,dong,du,duong,giang,ha,hai,hoa,hong,hung,huong,khe,kim,linh,loc,loi,ly,"
     "minh,my,nghia,ninh,phong,phu,phuc,phuoc,quan,quang,son,tan,thai,thang,thanh,thinh,tien,toan,trach,trieu,truc,"
     "trung,tuan,van,xuan,yen"},
    {"nga", "an,hai,hiep,hoang,hung,lien,my,nhan,phu,phuong,son,tan,thach,thai,thang,thanh,thuy,tien,trung,truong,"
     "van,yen"},
    {"ngai", "thau"},
    {"ngan", "chien,dua,son,thuy"},
    {"nghe", "an"},
    {"nghia", "an,binh,chanh,chau,dan,dien,do,dong,duc,dung,giang,ha,hai,hiep,hieu,hoa,hoan,hoi,hong,hop,hung,huong,"
     "khanh,ky,lac,lam,lien,loc,loi,long,mai,minh,my,ninh,phong,phu,phuc,phuong,son,ta,tam,tan,thai,thang,thanh,"
     "thinh,tho,thuan,thuong,tien,tru,trung,xuan,yen"},
    {"nghiem", "xuyen"},
    {"ngo", "dong,luong,may,quyen,thi nham,xa"},
    {"ngoc", "bich,bien,chan,chanh,chau,chien,chuc,chung,dao,dinh,dong,ha,hai,hien,hiep,hoa,hoi,khanh,khe,ky,lam,"
     "lap,lien,linh,long,luong,ly,minh,my,phung,quan,son,thanh,thien,thuan,to,trung,van,xuan,xuyen"},
    {"ngu", "chi son,doan,hanh son,hiep,hung,kien,lac,lao,phuc,phung,thai"},
    {"nguyen", "an ninh,binh,binh khiem,cu trinh,dai nang,du,giap,hoa,huan,hue,khe,luong bang,ly,nghiem,phich,phuc,"
     "thai binh,thai hoc,thi minh khai,trai,trung truc,uy,van cu,van linh,van thanh,viet khai,xa"},
    {"nguyet", "duc,vien"},
    {"nha", "nam"},
    {"nham", "bien,son"},
    {"nhan", "binh,chinh,co,dao,ha,hoa,hue,hung,khang,la,ly,mon,muc,my,nghia,quyen,son,thang,thanh,thinh,trach"},
    {"nhat", "quang,tan,tien,tuu"},
    {"nhi", "binh,chau,chieu,ha,khe,long,my,quy,son,thanh,truong"},
    {"nho", "quan"},
    {"nhu", "co,gia,han,hoa,khe,khue,quynh,thanh,thuy,xuan"},
    {"ninh", "an,binh,chau,chu,cuong,da,dan,diem,dien,dong,duong,gia,giang,ha,hai,hiep,hoa,hung,ich,khang,khanh,"
     "kieu,lai,loan,loc,my,nhat,phong,phu,phuc,phung,phuoc,quang,quoi,quoi a,sim,so,son,tan,tay,than,thang,thanh,"
     "thanh loi,thanh loi a,tho,thoi,thuan,thuong,thuy,tien,trung,van,xa,xuan"},
    {"nong", "cong,ha,luong,son,thinh,thuong,tien,trang,truong,truong viet lam,u"},
    {"on", "luong"},
    {"ong", "dinh"},
    {"pha", "danh"},
    {"pham", "dinh ho,hong thai,kha,menh,ngu lao,su manh,thai,tran,van coi,van hai"},
    {"phan", "boi chau,chu trinh,dien,dinh phung,dung,hiep,hoa,lam,me,ngoc hien,rang,rang-thap cham,ri cua,ri thanh,"
     "sao nam,si pang,son,thanh,thiet,tien"},
    {"phang", "so lin"},
    {"phi", "hai,thong,to"},
    {"phin", "ho,ngan"},
    {"phong", "an,binh,chau,dong,duong tien,hai,hien,hiep,hoa,huan,loc,minh,my,phu,quang,son,tan,thai,thinh,thu,"
     "thuy,van,xuan"},
    {"phu", "an,binh,can,canh,cat,chan,chanh,chau,cu,cuong,dien,dinh,do,dong,duc,duong,hai,hau,hiep,hoa,hoa dong,"
     "hoi,hong,hung,huu,khanh,khe,khuong,kim,lac,lam,lang,lap,le,lien,linh,lo,loc,loi,long,luong,luu,luu te,ly,mau,"
     "minh,my,my bac,my dong,my hung,my nam,my tay,nam,nam an,nghia,nghiem,ngoc,nham,nhuan,ninh,phong,phuc,phung,"
     "phuong,quoc,quoi,quy,son,son lam ha,tai,tam,tan,thai,thanh,thien,thinh,tho,tho hoa,thuan,thuy,tien,trach,"
     "trinh,trung,ung,van,vang,viet,vinh,xuan,xuyen,yen"},
    {"phuc", "an,dien,dong,ha,hoa,khanh,khoa,lam,loc,loi,luong,ninh,sen,son,tan,thang,thanh,thinh,tho,thuan,tien,"
     "trach,tuy,xuan,yen"},
    {"phung", "chau,chi kien,cong,giao,hiep,hung,minh,nguyen,thuong,xa"},
    {"phuoc", "an,binh,cat,chanh,chien,cong,dai,dan,dong,duc,giang,ha,hai,hao,hau,hiep,hoa,hoi,hung,huu,khanh,kim,"
     "lam,lap,loc,loi,long,luu,ly,minh,my,nam,nghia,nguyen,ninh,quang,sang,son,tan,thai,thang,thanh,the,thien,thoi,"
     "thuan,tien,tin,tinh,tra,trach,trung,tuy,van,vinh,xuan"},
    {"phuong", "binh,cach,canh,chieu,cong,dien,dinh,do,dong,duc,giao,hai,hoang,hung,khoan,ky,lam,lau,lien,"
     "lien - trung tu,liet,lieu,linh,mai,mao,my,nam,nghi,phu,sai,son,thanh,thien,thinh,tien,tra,trung,tu,vi,vien,xa"},
    {"po", "e,ko,lo,ly ngai,to"},
    {"quach", "pham,pham bac"},
    {"quan", "ba,ban,bau,binh,chu,ha,hanh,hau,ho than,hoa,khe,lan,lao,son,than san,thanh,toan,trieu,tru"},
    {"quang", "an,bach,bi,binh,cat,chau,chieu,chinh,chu,cong,cu,dai,diem,dien,dinh,dong,duc,giao,ha,hai,han,hanh,"
     "hien,hiep,hoa,hop,huc,hung,huy,khai,khe,kim,la,lac,lam,lang,lap,lich,lien,linh,loc,loi,long,luu,minh,nam,nap,"
     "ngai,ngan,nghia,nghiep,ngoc,nguyen,nham,nhan,ninh,oai,phong,phu,phu cau,phuc,phuoc,phuong,son,tam,tan,thach,"
     "thai,thang,thanh,thien,thinh,tho,thuan,thuy,tien,tin,trach,tri,trong,truc,trung,truong,tung,uyen,van,vinh,"
     "vong,xuan,xuong,yen"},
    {"que", "an,binh,chau,cuong,hiep,lam,loc,long,luu,minh,my,my thanh,nham,ninh,phong,phu,phuoc,son,son trung,tan,"
     "tho,thuan,trung,vo,xuan 1,xuan 2"},
    {"quoc", "dan,khanh,oai,phong,thai,toan,tuan,viet"},
    {"quy", "hoa,loc,luong,quan,son"},
    {"quyet", "chien,tam,thang,tien"},
    {"quynh", "an,anh,bao,chau,dien,giang,hai,hau,hoa,hoang,hoi,hong,hung,khe,lam,lap,lien,loc,long,luong,luu,mai,"
     "minh,my,nghia,ngoc,nguyen,phu,phuong,son,tan,thach,thang,thanh,thien,tho,thuan,trang,van,vinh,xuan,yen"},
    {"ro", "koi,men"},
    {"sa", "binh,huynh,ly,nghia,son"},
    {"sai", "dong,gon,nga,son"},
    {"sam", "duong,kha,khoe,mun,son"},
    {"sen", "phuong,thuy"},
    {"si", "binh,hai,lo lau,ma cai,pa phin"},
    {"sinh", "long,lung,phinh,ton"},
    {"so", "dau,pai"},
    {"son", "an,ba,binh,cam,cam ha,chau,cong,cuong,dien,dinh,dong,dung,duong,giang,ha,hai,hiep,hoa,hoi,hong,hung,"
     "kien,ky,lam,lap,le,lien,linh,loc,long,luong,mai,my,nam,nga,nguyen,ninh,phong,phu,phuc,phuoc,quang,tan,thai,"
     "thanh,thanh dong,thinh,tho,thuy,tien,tinh,tra,trach,trung,truong,vi,vien,xuan"},
    {"song", "an,bang,binh,bo,cau,cong,da,doc,giang,giap,hien,hinh,ho,khe,khoai,khua,kon,lang,lieu,lo,loc,luy,ma,"
     "mai,nhan,pe,phan,phu,phung,phuong,ray,thao,thuan,tra,trau,tri,tu tay,van,vang,ve,xoai"},
    {"sung", "do,la,mang,nhon,phai,thai,tra,trai,trang"},
    {"ta", "an khuong,an khuong dong,an khuong nam,ba,bhinh,bu,ca,chai,cu ty,danh,dung,gia,gia khau,giang phinh,"
     "hine,hoc,hua,khoa,lai,leng,long,lu,lung,ma,mit,mung,nang,ngai cho,ngao,nhiu,nung,phin,phoi,poo,rut,si lang,"
     "sin thang,su choong,thang,thanh oai,tong,van,van chu,xa,xi lang,xua"},
    {"tai", "van"},
    {"tam", "thang"},
    {"tan", "an,an hoi,an luong,an tay,an thanh,bac,bang,bien,binh,binh thanh,buu,canh,chanh,chanh hiep,chau,chi,"
     "chinh,cong chi,cong sinh,cuong,dan,dien,dinh,doan,dong,dong hiep,duc,duong,duyet,giang,gianh,ha,ha lam ha,hai,"
     "hanh,hao,hiep,hiep a,hiep b,ho co,hoa,hoa dong,hoa tay,hoa thanh,hoc,hoi,hoi dong,hoi trung,hong,hop,hue,hung,"
     "hung dong,hung tay,hung thuan,huong,khai,khang,khanh,khanh dong,khanh hoa,khanh trung,kien,kieng,kieu,kim,ky,"
     "lac,lam,lam huong,lan,lang,lap,lap 1,lap 2,le,liem,lien,lieu,linh,loc,loc bac,loc dong,loi,loi thanh,long,"
     "long hoi,luoc,ly dong,ly tay,mai,minh,moc,my,my chanh,my ha,nam,ngai,nghia,nguyen,nhuan dong,nhut,ninh,pheo,"
     "phong,phu,phu dong,phu tay,phu thanh,phu trung,phuc,phuoc,phuoc 1,phuoc 2,phuoc 3,phuoc hung,phuoc khanh,"
     "phuoc tay,phuong,quan,quang,quoi,quoi trung,quy,quy dong,quy tay,soi,son,son hoa,son nhat,son nhi,tac,tai,tao,"
     "tao a,tap,tay,thach,thai,thang,thanh,thanh a,thanh b,thanh binh,thanh dong,thanh tay,thien,thieng,thinh,tho,"
     "thoi,thoi hiep,thoi hoa,thoi nhat,thoi nhi,thong hoi,thuan,thuan binh,thuan dong,thuan tay,thuong,thuy,tien,"
     "trach,trao,tri,trieu,trinh,tru,trung,truong,tu,tuc,tuu,tuyen,uoc,uyen,van,vien,viet,vinh,vinh hiep,vinh loc,"
     "xa,xuan,xuyen,yen"},
    {"tang", "bat ho,hoa,loong,nhon phu,nhon phu a,nhon phu b,thanh,tien"},
    {"tao", "duong van,son,xuyen"},
    {"tat", "thang"},
    {"tay", "an,binh,coc,dang,do,giang,hieu,ho,hoa,hoa lu,hung,khanh son,khanh vinh,ky,loc,luong,mo,nam,nha trang,"
     "ninh,ninh hoa,phong,phu,phuong,son,thai ninh,thanh,thuan,thuy anh,tien,tien hai,tra,tra bong,trach,tuu,vinh,"
     "xuan,yen,yen a,yen tu"},
    {"te", "le,lo"},
    {"thach", "an,ban,bang,binh,cam,chau,da,dai,dan,dien,dinh,dong,giam,ha,hai,hoa,hoi,hung,huong,kenh,khe,khoan,"
     "khoi,kiet,kim,lac,lam,lap,lien,linh,loi,long,luong,luu,mon,my,ngan,ngoc,quang,quy,son,tan,than,thang,thanh,"
     "that,tien,tri,trung,tuong,van,vinh,xa,xuan,yen"},
    {"thai", "an,bao,binh,binh trung,cuong,dao,do,duc,duong,giang,giang pho,ha,hoa,hoc,hong,hung,lai,long,minh,my,"
     "nguyen,nien,ninh,phin tung,phuc,phuong,son,tan,thanh,thinh,tho,thuan,thuong,thuy,tri,xuyen,yen"},
    {"tham", "don,duong"},
    {"than", "cuu nghia,giap,khe,linh,sa,thuoc,uyen,xa"},
    {"thang", "hai,loc,quan,son,thuy"},
    {"thanh", "an,ba,binh,chau,chi,chuong,cong,cuong,dien,dinh,dong,duc,duong,giang,ha,hai,hoa,hong,hung,huong,khe,"
     "khuong,kim,ky,lac,lam,lan,lap,liem,lien,linh,loc,loi,long,luan,luong,luu,mai,minh,my,nam,nga,nghi,ngoc,nguyen,"
     "nhan,nhat,nho,ninh,oai,phat,phong,phu,phuoc,quan,quang,sen,son,tam,tan,thach,thinh,tho,thoi,thuy,tien,to,"
     "trach,tri,trieu,truc,trung,truong,tung,tuong,tuyen,uyen,van,vinh,xuan,yen"},
    {"thao", "chu phin,dien,nguyen"},
    {"then", "chu phin,phang,sin"},
    {"thi", "hoa,ngan,son"},
    {"thien", "an,duc,hoa,hung,huong,loc,long,my,nghiep,nhan,tan,tin,ton,tri,trung,truong"},
    {"thieu", "chau,chinh,cong,do,duong,duy,giang,giao,hoa,hop,khanh,long,ly,minh,ngoc,nguyen,phu,phuc,quang,tam,"
     "tan,thanh,thinh,tien,toan,trung,van,vien,vu"},
    {"thinh", "duc,hung,loc,long,minh,my,quang,son,thanh,truong,vuong"},
    {"tho", "an,binh,chau,cuong,dan,dien,hai,hop,lam,lap,loc,long,minh,nghiep,ngoc,nguyen,phong,phu,quan,quang,son,"
     "tan,tang,thang,thanh,the,tien,truong,van,vinh,vuc,xuan,xuong"},
    {"thoai", "giang,son"},
    {"thong", "binh,hoa,nguyen,tan"},
    {"thu", "cuc,lam,phong,phu,thuy,vu"},
    {"thuan", "an,bac,binh,chau,dien,duc,ha,hanh,hoa,hung,loc,loi,long,minh,my,nam,nghia hoa,phu,phuoc,son,thanh,"
     "thien,thoi,trung,yen"},
    {"thuc", "luyen,phan"},
    {"thuong", "an,binh,cat,cuong,dat,dinh,duc,giap,ha,hien,hoa,hong,lam,lan,loc,long,ly,minh,nhat,ninh,phuc,quan,"
     "quang,son,tan,tan loc,thanh,tien,trach,vu"},
    {"thuy", "an,chau,dong,duong,ha,lieu,luong,nguyen,phuong,son,tan,thanh,trieu,van,xuan"},
    {"tien", "an,canh,chau,cuong,duc,dung,duong,ha,hai,hiep,hoa,hoang,hung,kien,kieu,ky,loc,loi,long,luong,minh,my,"
     "ngoc,nguyen,phong,phu,phuoc,phuong,son,tan,thang,thanh,thinh,thuan,thuy,tien,toi,trang,xuan,yen"},
    {"tieu", "can"},
    {"tinh", "an,bac,bien,binh,chau,dong,giang,ha,hiep,hoa,khe,ky,long,minh,phong,son,thien,tho,thoi,tra"},
    {"to", "chau,hap,hieu,mau,mua,tung"},
    {"toan", "son,thang"},
    {"tong", "bat,co,cot,dau,lanh,phan,qua lin,sanh,son,tran"},
    {"tra", "an,ba,binh,bong,bui,cang,cau,co,con,cu,da,doc,don,dong,duong,giac,giang,giap,hiep,ka,khe,kot,lam,lan,"
     "lanh,leng,lien,linh,long,lu,ly,mai,my,nam,nham,noc,nu,on,phong,phu,quan,son,tan,tap,tay,thanh,tho,thuy,trung,"
     "van,vinh,vong,xinh,xuan"},
    {"trac", "van"},
    {"tram", "long"},
    {"tran", "bien,cao,chau,dang ninh,de,duong,hoi,hung dao,lam,lieu,nguyen han,nhan tong,ninh,phan,phu,quang dieu,"
     "quang khai,te xuong,thanh ngo,thoi,thuong,van thoi,yen"},
    {"trang", "an,bang,bao xa,bom,cac,cat,da,dai,dinh,ha,liet,luong,minh,phai,son,tien,viet,xa"},
    {"tri", "binh,luc,quang,yen"},
    {"trieu", "ai,an,au,binh,co,dai,de,do,dong,duong,giang,hai,hoa,lang,loc,long,nguyen,phong,phuoc,son,tai,tan,"
     "thanh,thuan,thuong,trach,trung,van,viet vuong"},
    {"trinh", "phu,tuong,xa"},
    {"trong", "quan"},
    {"tru", "van tho"},
    {"truc", "lam,son"},
    {"trung", "an,bi,binh,chai,chanh,chau,chinh,do,dong,dung,gia,giang,giap,ha,hai,hiep,hieu,hoa,hoi,hung,kenh,"
     "khanh,khanh vinh,kien,lap,lap ha,lap thuong,le,leng ho,liet,loc,luong,ly,mau,minh,mon,my,my tay,nam,ngai,"
     "nghia,nguyen,nhi,nhut,phuc,phuc cuong,phung,phuoc,quan,son,son tram,tam,thanh,thanh dong,thanh tay,thinh,thu,"
     "thuan,thuong,tien,trac,trach,truc,tu,van,vuong,xa,xuan,y,yen"},
    {"truong", "an,binh,chinh,dinh,dong,giang,ha,hoa,khanh,lac,lam,loc,long,long a,long hoa,long tay,luong,luu,minh,"
     "mit,ninh,phu,quang trong,sa,sinh,son,tan,tay,thang,thanh,thi,thinh,tho,thuy,trung,van,vinh,vuong,xuan,xuan a,"
     "xuan b,yen"},
    {"tu", "an,bong,cuong,da,dan,do,doan,du,ha,hiep,ky,lan,lap,le,liem,lien,ly,mai,mich,minh,mo rong,my,nang,ne,"
     "nghia,nhan,nhien,quan,son,tan,thinh,tra,tri,trung,vu,xa,xuyen,yen"},
    {"tuan", "hung,mau,son,viet"},
    {"tue", "tinh"},
    {"tung", "chau,khe,lam,loc,thien"},
    {"tuong", "binh hiep,da,duong,giang,ha,linh,loc,mai,phong,phu,son,thuong,tien,van"},
    {"tuyen", "binh,lam,phu,quang,son"},
    {"tuyet", "nghia"},
    {"ung", "hoa,hoe,thien"},
    {"uong", "bi"},
    {"uyen", "hung"},
    {"van", "am,an,ban,binh,cam,canh,chai,chan,chuong,co,con,dau,diem,dien,dinh,don,du,duc,duong,gia,giang,giao,ha,"
     "hai,han,hien,ho,hoa,hoang,hoc,hoi,hung,huong,khanh,khanh dong,khanh tay,khe,khuc,kieu,kim,lam,lang,lem,linh,"
     "loc,loi,long,lung,luong,ly,mai,mieu,mieu - quoc tu giam,minh,mon,mong,my,nam,nghia,nham,nhan,nhat,nho,nhue,"
     "ninh,noi,phai,phong,phu,phuc,phuoc,phuong,quan,son,tao,thai,thang,thanh,thien,tho,thuy,tien,tin,to,trach,"
     "trinh,truc,trung,truong,tu,tung,tuong,vo,vu,xa,xuan,xuoi,yen"},
    {"vang", "dan,danh,ma chai,quoi dong,quoi tay,san"},
    {"vay", "nua"},
    {"vi", "binh,dong,hoang,huong,khe,quang,tan,thang,thanh,thanh 1,thuong,thuy,trung,xuyen"},
    {"vien", "an,an dong,binh,noi,son,thanh"},
    {"viet", "an,cuong,dan,doan,hai,hoa,hong,hung,khe,lam,lap,long,ngoc,quang,thang,thanh,thong,thuan,tien,tri,vinh,"
     "xuan,xuyen,yen"},
    {"vinh", "an,bao,bien,binh,chanh,chau,cong,cuong,dai,dinh,dong,giang,ha,hai,hanh,hao,hau,hien,hiep,hoa,hoang,"
     "hoi,hong,hung,khang,khanh,khe,khuong,kien,kim,lac,lam,lap,linh,loc,loi,long,luong,minh,my,nam,ngoc,nguyen,"
     "nhuan,ninh,phong,phu,phuc,phuoc,phuong,quang,quoi,quy,quynh,son,tan,thach,thai,thang,thanh,thinh,tho,thoi,"
     "thong,thuan,thuy,tien,trach,trinh,tru,trung,truong,tu,tuong,tuy,vien,xuan,yen"},
    {"vo", "cuong,diem,lao,liet,mieu,ngai,nhai,ninh,thi sau,tranh,xu"},
    {"vu", "an,ban,binh,bon,cau,chan,chinh,cong,di,doai,dong,dung,duong,gia,hoa,hoi,lac,lam,lang,le,linh,loan,minh,"
     "muon,ninh,nong,oai,phuc,quang,qui,quy,son,tay,thang,thu,tien,trung,van,vinh,xa,yen"},
    {"vuong", "loc"},
    {"xa", "dung,ly"},
    {"xin", "cai,chai,man"},
    {"xuan", "an,bac,bao,binh,cam,canh,chau,chinh,dai,dinh,dong,du,duong,giang,ha,hai,hiep,hoa,hoi,hong,hung,huong,"
     "huy,khang,khanh,khe,kien,lac,lam,lanh,lap,le,lien,linh,loc,long,luong,mai,minh,my,ngoc,ninh,phong,phu,phuc,"
     "phuoc,phuong,quan,quang,que,quy,sinh,son,son bac,son nam,tam,tan,thai,thang,thanh,thien,thinh,tho,thu,thuy,"
     "tien,tin,tinh,trach,truc,trung,truong,tuong,van,vien,vinh,yen"},
    {"y", "can,la,son,tich,ty,yen"},
    {"ya", "hoi,ly,ma,tang,to mot,xier"},
    {"yen", "bac,bai,bang,binh,bong,cat,chau,chinh,cu,cuong,dinh,do,dong,duc,dung,duong,gia,giang,ha,hai,han,ho,hoa,"
     "hong,hop,hung,khang,khanh,khe,khoai,khuong,kien,ky,lac,lam,lang,lap,le,lo,loc,loi,lu,luat,luong,mac,mao,mat,"
     "minh,mo,mong,my,na,nam,nghia,nghiep,nguyen,nhan,nhuan,ninh,noi,phong,phu,phuc,phuong,quang,so,son,tam,tan,tap,"
     "thach,thai,than,thang,thanh,the,thinh,tho,thuan,thuong,thuy,tien,tinh,trach,tri,trung,truong,tu,vien,vuong,xa,"
     "xuan"},
};
/* clang-format on */

static int compare(const void *name, const void *at) {
    const struct places *place = at;
    const char *first = name;
    size_t size = strcspn(first, " ");
    int order = strncmp(first, place->first, size);
    return order != 0 ? order : -(place->first[size] != '\0');
}

static bool is_in_list(const char *others, const char *name) {
    size_t size = strlen(name);
    for (; *others != '\0'; others += strcspn(others, ","), others += *others == ',')
        if (strncmp(others, name, size) == 0 && (others[size] == ',' || others[size] == '\0'))
            return true;
    return false;
}

bool is_place_name(const char *folded) {
    const char *space = strchr(folded, ' ');
    if (space == NULL)
        return false;
    const struct places *place = bsearch(folded, places, sizeof places / sizeof *places, sizeof *places, compare);
    return place != NULL && is_in_list(place->others, space + 1);
}
