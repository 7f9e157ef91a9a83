/* The words the screen for personal data knows, by what they mean to it. */
#include "domain/privacy_vocabulary.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>

enum { SLOTS = 16384, PHRASE_BYTES_MAX = 48, FOLDED_BYTES_MAX = 32768 };

/* Phrases of a class, apart by commas; the first row that has a phrase need not be the only one. */
/* clang-format off */
static const struct {
    uint32_t classes;
    const char *phrases;
} vocabulary[] = {
    {WORD_FAMILY | WORD_SURE | WORD_CERTAIN,
     "nguyễn,trần,phạm,huỳnh,hoàng,ngô,bùi"},
    {WORD_FAMILY | WORD_SURE,
     "đặng,trịnh,đinh,phùng,quách,khuất,phan,võ,vũ,lê,trương,lương,đỗ,dương,đoàn,nghiêm,doãn,khương,tống,vương,"
     "giàng,sùng,thào,quàng,lường,tạ"},
    {WORD_FAMILY | WORD_SURE | WORD_CLAN,
     "siu,rmah,rcom,rahlan,ralan,kpă,kpuih,puih,niê,mlô,êban,kđoh,byă,ksơr,ksor,h'mok,hmok,knul,kbuôr,adrơng,"
     "ênuôl,êñuôl,enuôl,ktla,ktul,bkrông,mdrang,hwing,hđơk,zơrâm,alăng,arất,arâl,bhling,bríu,bh'nướch,pơloong,"
     "ploong,cơlâu,clâu,coor,riah,rapát,hốih,hôih,chamaléa,chamalé,katơr,kadá,touneh,pinăng,patâu,pupur,moong,"
     "voòng,néang,neáng,neàng,hiao,rơcom,rơlan,rơmah,rơchăm,tơngôl,bloong,mohamad,mohamed,muhammad,abdul,ahmad,mohammad"},
    {WORD_FAMILY | WORD_MARKED,
     "ngyễn,nguyển,nguễn,nguyễng,phí,rah,rô,mấu,lèng,khưu,lỗ,xồng,phàng,sình,chíu,chìu,tào,trầm,đàng,viên,khuông,"
     "đèo,lô,cụt,ngần,lừ,lự,điêu,bạc,mào,phia,panh,cư,chang,má,ngải,lờ,xa,lã,sừng,phà,sờ,tớ,sần,vưu,thang,trì,tề,"
     "phù,nguy,ngũ,mộc,luyện,lư,kỷ,hoắc,diêm,dã,cừ,cự,chiêm,nịnh,khằm,nại,não,miêu,mưu,trượng,vạn,hàm,chau,ngưu,"
     "ong,kring,khoang,lìm,mùa,tằng,tếnh,tụ,phoòng,chướng,lỷ,voong,tsằn,dềnh,nình,ha,ya,tro,mang,bồn,lèo,sồ,giả,kháng,"
     "hà lê,khâu,lãnh,thôi,tất,vòng,bon,đa,chẩu,sằm"},
    {WORD_RARE,
     "tiêu,rơ mah,ro"},
    {WORD_RARE | WORD_MARKED,
     "sử,hù,ong,ứng,lang,phó,ân,cấn,tề,tấn,thiện,vệ,đái,đỉnh,đinh,quỳnh,mùi,lệnh,lành,nhung,đương,tịnh,tinh,"
     "thục,thương,thời,tiếp,tuấn,tuyên,tường,vận,vĩ,xà,yểu,bằng,bùng,bàng,cấp,chiếng,chìm,chướng,dìn,giáng,giềng,"
     "hảo,hề,hoằng,kiên,kiệt,kê,khù,lỗi,lãm,lĩnh,lịch,lỏ,lũ,mầu,mục,náo,nải,nguyệt,nhiêu,ngải,oánh,phấn,phụng,"
     "sài,sầu,sến,sừng,tải,tếnh,thắng,thế,thoàn,thỏ,thượng,tiên,tịch,tốc,tu,tỷ,vanh,viết,xô,xú,yềm,hầng,sín,thền,"
     "ngải,lỷ,giang,hạ,hạc,cháo,sùng,pao,dí,dung,giàu,cố,kiểu,lạnh,ngoan,nhân,sang,sâm,thu,vần,vinh,đầu,đỏ,rơ,"
     "chăm"},
    {WORD_RARE | WORD_MARKED,
     "quản,biện,chung,bồ,ôn,man,tiêu,tiết,thông,phó,khoa,hướng,hùng,hồng,hình,đường,đồng,điền,công,chương,bá,cái,"
     "ca,ân,ái,đạo,báo,sơn,hoa,hữu,tiền,keo,thành,thiên,thuận,tài,đạt,phú,lượng,lạc,trung,thịnh,thương,thi,tấn,"
     "quyền,phong,phi,minh,mạnh,lộc,đăng,bảo,bình,ngọc,nghị,long,linh,ứng,đức,an,toán,và,ốc,ức,thập,qua,tín,huyền,"
     "giản,hiên,khai,nguyên,xuân,trịnh,quế"},
    {WORD_HIGHLAND | WORD_MARKED,
     "nay,ka,ha,ma,a,h,k,y,ya,yă,rơ,kon,cil,ama,amí,mang,đinh"},
    {WORD_FAMILY,
     "bàn,chẻo,hồ,lý,đào,mai,hà,cao,tô,thái,lâm,châu,kiều,la,lò,cầm,triệu,chu,tăng,nông,vi,hứa,vàng,lầu,cà,tòng,"
     "bế,ma,âu,diệp,từ,thạch,thân,lưu,mạc,lục,điểu,đàm,bạch,uông,văn,phương,sầm,sái,thẩm,thiều,tôn,trà,trang,"
     "trình,ung,vừ,yên,ông,ninh,nhữ,nhan,mẫn,mã,lã,lại,lều,liễu,khổng,khúc,khiếu,hạ,hán,hàn,giáp,giang,đổng,đậu,"
     "đới,đan,danh,cung,cù,chử,chế,bàng,bành,âu dương,tôn thất,tôn nữ,ấu,cam,cát,chảo,chiêu,cồ,cổ,dư,đái,đinh,hầu,"
     "kha,kim,lài,lăng,liêu,lìn,lộ,lồ,lù,lùng,lữ,lưỡng,lỳ,mạch,mè,mua,nghê,ngọ,ngụy,ngân,nhâm,ổn,phàn,phìn,quan,"
     "sì,sính,sô,tao,tẩn,tẩy,thào,thèn,thiệu,thoòng,trác,tráng,trưng,tưởng,ty,vầy,viêm,xín,chá,cháng,cứ,chớ,dèn,"
     "già,hạng,hảng,hờ,khà,khang,khoàng,lèo,ly,mông,pờ,pháng,quảng,sồng,thò,vảng,vù,vì,lẩu,lừu,lỡ,hoàng phủ,rơ,"
     "nay,ayun,bnông,kră,bơ,ka,kon,cil,liêng,lơ,kơ,jơ,bling,po,khưu,xồng,chíu,chìu,tào,lèng,phàng,nịnh,vưu,ngưu,"
     "ngyễn,nguyển,nguễn,phoòng,tsằn,mấu,điêu"},
    {WORD_MIDDLE,
     "văn,thị,hữu,đức,bá,đình,xuân,quang,ngọc,minh,thanh,thu,kim,hồng,trọng,công,quốc,duy,gia,hoài,hoàng,huy,"
     "khánh,mạnh,mỹ,như,nhật,phương,phước,phúc,thế,thành,thiên,thúy,thùy,tiến,trung,tuấn,tường,viết,vĩnh,anh,bảo,"
     "bích,cao,chí,diễm,diệu,đăng,đắc,hải,hà,hùng,hoa,hạnh,khắc,lan,lệ,linh,nam,nguyên,nguyệt,phú,quý,sỹ,sĩ,tấn,"
     "tất,thái,thảo,thiện,thuận,trà,trúc,tú,tuyết,tùng,vân,việt,vũ,yến,a,mí,seo,láo,chẩn,y,sa,cẩm,kiều,ánh,ái,"
     "đông,khoa,lâm,long,mai,hiếu,hậu,danh,doãn,đại,hồ,nho,phi,quỳnh,song,tâm,tài,thạch,thị ngọc,trí,vinh,nữ,sơn,"
     "say,sì,chòi,tòn,nhìa,khả,nhân,thọ,hòa,tố,thục,thoại,lam,uyển,uyên,tân,chấn,chánh,đạo,kỳ,ích,thượng,tử,"
     "trường,thịnh,hiền,khải,khang,bội,triệu,nhị,đan,tiểu,tịnh,ý,lê,nguyễn,trần,phạm,vương,hạo,đoan,cát,nhã,hân,"
     "thủy,thuỷ,thuý,băng,ngân,giang,dương,hương,liên,đinh,võ,tuệ,trâm,nghĩa,hoàn,hiểu"},
    {WORD_GIVEN,
     "an,anh,ánh,ân,bách,bảo,bình,bích,bảy,ba,cảnh,châu,chi,chiến,chín,chinh,cường,cúc,cần,dân,dịu,diễm,diệp,diệu,"
     "dung,dũng,duy,duyên,dương,đại,đào,đạt,điệp,định,đông,đức,giang,gấm,hà,hải,hằng,hạnh,hân,hậu,hiền,hiển,hiếu,"
     "hiệp,hoa,hòa,hoà,hoài,hoàn,hoàng,hồng,huân,huấn,huệ,hùng,huy,huyền,hưng,hương,hường,hữu,khang,khải,khanh,"
     "khánh,khiêm,khoa,khôi,khuê,kiên,kiệt,kiều,kỳ,lài,lan,lâm,lành,liên,liễu,linh,loan,long,lộc,luân,luận,lụa,"
     "lương,ly,lý,mai,mạnh,mẫn,mến,minh,mơ,mùi,my,mỹ,nam,năm,nga,ngà,ngân,nghĩa,ngọc,nguyên,nguyệt,nhàn,nhân,nhật,"
     "nhi,nhung,như,ninh,oanh,phát,phi,phong,phú,phúc,phước,phượng,phương,quân,quang,quế,quốc,quý,quyên,quyền,"
     "quyết,quỳnh,sáng,sang,sáu,sen,sinh,sơn,sửu,tài,tâm,tám,tân,tấn,thái,thắm,thắng,thanh,thành,thao,thảo,thạch,"
     "thêm,thi,thịnh,thìn,thoa,thơ,thơm,thông,thu,thuần,thuận,thục,thủy,thuỷ,thùy,thuỳ,thúy,thuý,thư,thương,tiên,"
     "tiến,tiệp,tín,tình,tỉnh,toàn,toản,trang,trà,trâm,trí,trinh,trọng,trung,trúc,trường,tú,tuân,tuấn,tùng,tuyên,"
     "tuyền,tuyến,tuyết,tư,tý,uyên,út,vân,văn,vi,việt,vinh,vĩnh,vui,vũ,vượng,vy,xuân,xuyến,yên,yến"},
    {WORD_LAST | WORD_MARKED,
     "khởi,hoành,cương,tèo,tí,nụ,mừng,hổ,hướng,lựu,lềnh,nhạn,pản,súa,dế,chống,nghiên,nghiêm,nhẫn,ngoan,chắt,bổng,"
     "độ,hưởng,thạnh,chiểu,bính,kim,lênh,lịch,thập,tiềm,khả,thọ,đoan,tủa,dậu,ngọ,mùi,thân,tuất,hợi,dần,mão,tị,tỵ,"
     "canh,nhâm,giáp,mậu,kỷ,lượng,lợi,luyến,lưu,nhiên,nhiều,nhị,nhự,nhường,nở,nhớn,oai,phấn,phẩm,quảng,quỳ,quyến,"
     "rạng,sánh,sâm,sỹ,sĩ,soan,soạn,sự,sử,suốt,sương,tánh,tạo,thạo,thấu,thể,thiết,thiệu,thới,thống,thời,thuyên,"
     "thuyết,thước,thức,tiệm,tiển,tiếp,tính,toại,toan,tô,tráng,triều,triển,triệu,trình,trì,trịnh,trực,trưởng,"
     "truyền,trượng,từ,tước,tường,tưởng,ước,vạn,vang,vàng,viên,viễn,vịnh,vọng,vóc,vỹ,vĩ,xoan,xoa,xuyên,xinh,ý,yêm,"
     "bông,bưởi,bền,biên,biển,bội,bút,cam,cẩm,cẩn,căn,cát,chánh,chất,chấn,chiêu,chung,chuyên,chuyền,chuẩn,chúc,"
     "chức,chương,chưởng,công,cừ,cự,cử,danh,diện,diễn,doan,doanh,doãn,du,dụ,dự,dưỡng,đài,đăng,đang,đáng,điềm,điền,"
     "điển,điểm,đình,đỉnh,đoài,đôn,đồng,được,giản,giới,hanh,hào,hảo,hãn,hấn,hên,hiến,hiện,hiểu,hinh,hoạch,hoạt,"
     "hoán,hoằng,hội,hợp,hới,huê,huế,huỳnh,ích,kha,khắc,khảm,khẩn,khiết,khoái,khoan,khoát,khương,khuyên,khuyến,"
     "kiểu,kính,lạc,lam,lanh,lãnh,lân,lập,lệ,lễ,len,lê,liêm,lĩnh,luật,luyện,lực,mận,mây,men,miên,miền,miêu,môn,"
     "muội,mười,na,nết,nghi,nghị,nghiệm,nghiệp,nghinh,ngoãn,ngôn,ngợi,ngữ,nhã,nhạc,nhài,nho,nhu,nhuận,nhuần,"
     "nhượng,nhót,phán,phận,phiên,phụng,quan,quán,quới,sa,sắc,san,siêng,siêu,son,sỏi,sung,tá,tập,tẹo,tề,tho,thỏa,"
     "thăng,thâm,thẩm,thắng,thế,thêu,thiên,thiện,thiều,thỉnh,thoại,thoan,thoát,thuấn,thưởng,thường,thược,tích,"
     "tiêu,tiều,tin,tịnh,tĩnh,tố,tôn,tới,tràng,trạch,trân,triết,tròn,trụ,trừng,tuệ,tuy,tuyển,tự,tựu,uy,vấn,vận,"
     "vương,vững,xế,xíu,xứng,khê,măng,mẹo,thủ,nghĩ,tèn,rin,chanh,thông,đô,bốn,hai,nhất,lài,hốn,nem,lem,pành,ón,"
     "hằn,thoi,lượt,lua,lúa,mót,mít,dung,ngát,ngời,ngần,mưa,nắng,bắc,hoè,hòe,bé,tịch,tụ,diên,huyên,luyên,quyên,"
     "xiêm,xim,sim,sáo,bướm,bống,bốp,gái,gọn,dòn,giỏi,khỏe,giàu,hạ,thu,đỗ,đoàn,đặng,lắm,đẹp,tốt,chín"},
    {WORD_TITLE,
     "ông,bà,anh,chị,em,cháu,cô,bác,chú,dì,cậu,mợ,thím,cụ,già,thầy,cô giáo,thầy giáo,đồng chí,đ/c,mẹ,bố,cha,vợ,"
     "chồng,con gái,con trai,anh trai,em gái,em trai,chị gái,con dâu,con rể,con nuôi,bạn,bé,cháu bé,trẻ tên,"
     "người tên,tên là,họ và tên,họ tên,mang tên,đứng tên,có tên,ông nội,bà nội,ông ngoại,bà ngoại,ông chủ,bà chủ,"
     "vợ chồng,hộ ông,hộ bà,cô nuôi,mẹ nuôi,bố nuôi,mẹ đẻ,bố đẻ,cha đẻ,bố dượng,cha dượng,mẹ kế,miss,sister,"
     "brother,uncle,aunt,grandmother,grandfather,named,con bé,cu cậu,dượng,cậu bé,cô bé,cô gái,tuổi tên,trai tên,"
     "gái tên,cháu tên,em tên,bé tên,ta tên,mẹ tên,chồng tên,vợ tên,con tên,bạn tên,bà tên,ông tên,anh tên,"
     "chị tên,social worker,case worker,mentor,nurse"},
    {WORD_TITLE | WORD_SHORT,
     "mr,mrs,ms,dr,đ.c,đc"},
    {WORD_PERSON,
     "hộ,chủ hộ,tên,già làng,nạn nhân,bị cáo,bị can,đối tượng,nghi phạm,nghi can,bị hại,người bị hại,nhân chứng,"
     "đương sự,bệnh nhân,trường hợp,gia đình,người giám hộ,người bảo hộ,phụ huynh,hung thủ,kẻ cầm đầu,cầm đầu là,"
     "hộ gia đình,con của,con em của,cháu của,nhà của,boy,girl,child,victim,suspect,household of,case of,mother,"
     "father,son,daughter,wife,husband,neighbour,neighbor,witness,parent,người vay,người nhận,người nhận thay,"
     "người nộp,người đứng đơn,người viết đơn,người làm đơn,người làm chứng,người bảo lãnh,người được cấp,"
     "người được giúp đỡ,người đã mất,chủ nhà,chủ nợ,phạm nhân,can phạm,nguyên đơn,bị đơn,người khiếu nại,"
     "người tố cáo,người bị tố cáo,người nghiện,đứa bé,lời khai của,mẹ của,bố của,cha của,vợ của,chồng của,"
     "chị của,anh của,em của,ông của,bà của,con trai của,con gái của,mẹ đẻ của,applicant,beneficiary,client,"
     "survivor,patient,trainee,borrower,returnee,guardian,caregiver,complainant,defendant,plaintiff,learner,"
     "villager,participant,respondent,detainee,inmate,farmer,widow,orphan,baby of,mother of,father of,parents of,"
     "son of,daughter of,resident,named,theo lời,lời kể của,bạn trai của,bạn gái của,người yêu của,cầm đầu"},
    {WORD_ROLE,
     "sơ,ni cô,sư thầy,linh mục,mục sư,đại đức,chủ tịch,phó chủ tịch,bí thư,phó bí thư,giám đốc,phó giám đốc,"
     "hiệu trưởng,hiệu phó,phó hiệu trưởng,trưởng phòng,phó phòng,phó trưởng phòng,trưởng ban,phó ban,"
     "phó trưởng ban,chánh văn phòng,phó văn phòng,trưởng trạm,trạm trưởng,tổ trưởng,tổ phó,đội trưởng,đội phó,"
     "trưởng thôn,trưởng xóm,trưởng ấp,trưởng làng,trưởng khu,thôn trưởng,xóm trưởng,phó thôn,công chức,viên chức,"
     "cán bộ,chuyên viên,nhân viên,kế toán,thủ quỹ,văn thư,cộng tác viên,điều tra viên,thẩm phán,kiểm sát viên,"
     "chấp hành viên,công an viên,lái xe,tài xế,người lái,bác sĩ,bác sỹ,y sĩ,y sỹ,y tá,điều dưỡng,hộ sinh,dược sĩ,"
     "luật sư,kỹ sư,giáo viên,giảng viên,học sinh,sinh viên,học viên,hội viên,đoàn viên,đảng viên,công nhân,"
     "người dân,hội trưởng,chi hội trưởng,chủ nhiệm,đại diện,người đại diện,thượng úy,trung úy,thiếu úy,đại úy,"
     "thiếu tá,trung tá,thượng tá,đại tá,thiếu tướng,thượng sĩ,trung sĩ,chiến sĩ,người lập biểu,người lập,"
     "người ký,người báo cáo,đầu mối,thủ trưởng,lãnh đạo,liên hệ,gặp,xã đội trưởng,trưởng công an,phó công an,"
     "công an xã,tên thật,biệt danh,tổng giám đốc,chủ doanh nghiệp,chủ trọ,village head,chairman,vice chairman,"
     "chairwoman,driver,director,deputy director,headmaster,head teacher,teacher,doctor,officer,coordinator,owner,volunteer,foreman,guard,midwife,vice-chairman,"
     "employer,broker,worker,nurse,secretary,contact,captain,lieutenant,by,phụ trách,điều phối viên,hòa giải viên,"
     "gvcn,giáo viên chủ nhiệm,người phụ trách,người theo dõi,người thực hiện,người duyệt,người kiểm tra,"
     "thẩm định viên,khuyến nông viên,thợ,mentor,mediator,counsellor,social worker,case worker,instructor,trainer,"
     "clerk,accountant,lawyer,trưởng bản,trưởng buôn,già bản,gđ,pgđ,ktt,ctv,đtv,ksv,pbt,trao đổi với,gửi,kính gửi,"
     "liên lạc với"},
    {WORD_ROLE | WORD_SHORT,
     "bs,ths,ts,pgs,gs,ks,ls,ct,pct"},
    {WORD_HEAD,
     "chủ,trưởng,phó,chủ tịch,phó chủ tịch,bí thư,phó bí thư,giám đốc,phó giám đốc,công an,cán bộ,đại diện,"
     "hiệu trưởng,trưởng ban,công chức,phó trưởng,bí thư chi bộ,trưởng công an,quản lý,nhân viên,lãnh đạo,"
     "chủ cơ sở,chủ hộ"},
    {WORD_PLACE,
     "phường,xã,đường,phố,quận,huyện,tỉnh,thị trấn,thị xã,thành phố,chợ,cầu,đền,chùa,miếu,đình,thôn,xóm,bản,ấp,"
     "buôn,làng,sóc,plei,bon,khóm,tổ,đội,núi,sông,suối,hồ,đảo,bãi,vịnh,đèo,dốc,ga,phà,bến,ngõ,hẻm,ngách,kiệt,"
     "quốc lộ,tỉnh lộ,đại lộ,tuyến,ngã ba,ngã tư,ngã năm,ngã sáu,vòng xoay,lăng,tượng,tượng đài,công viên,"
     "quảng trường,đặc khu,khu phố,tổ dân phố,khu vực,khu,cụm,lớp,liên đội,chi đội,đoàn tncs,tncs,tntp,đội tntp,"
     "tư tưởng,chiến dịch,mũi,hang,động,phủ,nhà thờ,thánh thất,giáo xứ,bảo tàng,đập,kênh,rạch,cống,mỏ,rừng,đồi,"
     "thung lũng,cao nguyên,đồng bằng,cửa khẩu,cảng,sân bay,bến xe,nhà ga,nông trường,lâm trường,street,ward,"
     "commune,district,province,road,bridge,market,đô thị,đài,tạp chí,vựa,mô hình,thuốc,giống,giống lúa,lúa,gạo,"
     "phân bón,khu dân cư,máy bơm,chi hội,tổ hòa giải,giống gà,gà,bến đò,vàm,cù lao,cồn,giồng,mương,trạm bơm,"
     "nhà máy nước,trại giam,trại tạm giam,trại"},
    {WORD_INSTITUTION,
     "trường,thcs,thpt,ptdtnt,ptdtbt,gdtx,tiểu học,mầm non,mẫu giáo,đại học,cao đẳng,bệnh viện,công ty,tnhh,"
     "cổ phần,dntn,htx,hợp tác xã,doanh nghiệp,tập đoàn,xí nghiệp,nhà máy,nhà hàng,khách sạn,nhà nghỉ,nhà thuốc,"
     "nhà sách,nhà hát,nhà văn hóa,nhà văn hoá,nhà thiếu nhi,cung,rạp,quán,karaoke,siêu thị,cửa hàng,tiệm,spa,"
     "thẩm mỹ viện,phòng khám,phòng trà,vũ trường,trung tâm,viện,học viện,bưu điện,bưu cục,khu công nghiệp,kcn,"
     "cụm công nghiệp,khu đô thị,khu tập thể,khu du lịch,khu di tích,nghĩa trang,thư viện,sân vận động,ngân hàng,"
     "chi nhánh,câu lạc bộ,clb,đoàn cải lương,nhóm,phong trào,giải thưởng,giải,huân chương,quỹ,học bổng,cuộc thi,"
     "hội thi,phong cách,nhà xuất bản,tòa nhà,tòa,chung cư,đề án,dự án,chương trình,hội chợ,lễ hội,sao,school,"
     "company,hospital,hotel,cơ sở,xưởng,tổ hợp tác,đại lý,trang trại,hộ kinh doanh,gara,salon,nhóm trẻ,homestay,"
     "mái ấm,nhà mở,nhà may,thương hiệu,nhãn hiệu,hiệu thuốc,thủy điện,hồ chứa"},
    {WORD_BEFORE_PLACE,
     "school,hospital,street,ward,commune,district,province,city,market,bridge,road,avenue,university,company,"
     "high,primary,secondary,lower,upper,park,foundation,prize,fund,town,boulevard,college,square,lake,mountain,"
     "pagoda,temple,hotel,restaurant,factory,pharmacy,kindergarten,cooperative,centre,center,lane,hamlet,award,"
     "movement,airport,station,campus,library,museum,theatre,mausoleum,thought,communist"},
    {WORD_OTHER,
     "thi hành,thí điểm,thi đua,thi công,thị sát,thi tuyển,thi thể,ông táo,phòng hộ,tư vấn,bảo hành,vận chuyển,gia vận,trường hợp xấu,tuyên giáo,dân tộc,dân vận,tư pháp,thanh tra,y tế,văn xã,hòa giải,hoà giải,quân sự,quân y,thành viên,"
     "tuyên truyền,bảo vệ,bảo hiểm,bảo trợ,quốc phòng,thông tin,thường trực,thường vụ,nam giới,nam nữ,anh em,"
     "hương ước,hội đồng,tài chính,tài nguyên,trung đoàn,trung học,trường học,tân binh,liên ngành,liên xã,"
     "vi phạm,phạm pháp,phạm nhân,phạm tội,phạm vi,pháp luật,tội phạm,công an,an ninh,an toàn,đông đảo,văn hóa,văn hoá,"
     "lan truyền,minh bạch,công khai,quang cảnh,cao tuổi,cao điểm,phương tiện,phương hướng,hà nội,thu hút,thu nhập,"
     "thu hồi,thu chi,tổng thu,hữu ích,hiệu quả,quốc gia,duy trì,duy nhất,duy tu,hoàn thành,bảo đảm,"
     "đăng ký,vận hành,kim loại,thiên tai,tài sản,trung bình,trung tâm,nhật ký,như sau,thế nào,"
     "tiến hành,thượng nguồn,liên quan,liên kết,đạo đức,tâm lý,cao su,nam nữ,hồ sơ,lâm sản,"
     "đoàn kết,thái độ,từ thiện,thân nhân,lưu trữ,lưu động,lương thực,lý do,lý lịch,lý luận,hà giang,giang hồ,đinh ninh,"
     "la hét,ma túy,ma tuý,mã số,hàm lượng,quan trọng,quan tâm,quan hệ,quan chức,danh sách,danh mục,danh hiệu,danh dự,"
     "cung cấp,cung ứng,khang trang,trang bị,trang thiết,trang trại,trang phục,trưng bày,trưng dụng,trưng cầu,"
     "thành phố,sinh hoạt,tiến độ,tiến bộ,thay đổi,thay vì,thay thế,cơ quan,cơ hội,cơ bản,cơ cấu,cơ chế,cơ động,"
     "chỉ đạo,chỉ tiêu,chi cục,chi bộ,chi phí,chi hội,chi trả,ảnh hưởng,bà con,bác sĩ,chú trọng,chủ trì,chủ động,"
     "chủ yếu,chỉ thị,chỉ huy,anh hùng,công an,ông bà,em bé,thảm họa,ba mẹ,ba la,trẻ em,chị em,đàn em,con em,"
     "đàn anh,đàn chị,đàn ông,đàn bà,con cháu,thầy cô,người già,tuổi già,ghi chú,dụng cụ,công cụ,nhạc cụ,"
     "tiếng anh,nước anh,vương quốc anh,phản bác,môn anh,bà mẹ,người cha,tham mưu,các bạn,đội bạn,nước bạn,"
     "bắt giữ,cây bạch,một vài,thứ ba,tháng ba,hàng ba,lần ba,quý ba,ngã ba,kết hộ,bảo hộ,ủng hộ,căn hộ,đơn vị,"
     "số vụ,nhiệm vụ,dịch vụ,chức vụ,phục vụ,nghiệp vụ,mùa vụ,nghĩa vụ,tác vụ,nội vụ,học vụ,công vụ,chính vụ,"
     "đông xuân vụ,thời vụ,tài vụ,án vụ,tố vụ,nghị sĩ,nghị viện,nghị quyết,nghị định,luật gia,thủ kho,thủ tục,"
     "vận động,lao động,hoạt động,hành động,tác động,biến động,cổ động,động viên,yêu cầu,nhu cầu,biên bản,"
     "đánh đập,hiện trường,hiện tượng,chính phủ,chuyển tuyến,trực tuyến,vì sao,lý giải,nằm viện,nhập viện,"
     "xuất viện,ra viện,bồi đền,môi trường,thị trường,cán bộ xã,cháu tiên,con rồng,thành ủy,thành uỷ,thành đoàn,"
     "tỉnh đoàn,tỉnh ủy,mẹ việt,cha việt,bố việt,mẹ hàn,cha hàn,căn cứ,quyết định,kế hoạch,cơ tu"},
    {WORD_NO_NAME,
     "gái,trai,chủ,trưởng,phó,bí,giám,hiệu,chi,đảng,ủy,uỷ,ban,hội,sở,phòng,bộ,tổ,đội,trung tâm,khmer,chăm,êđê,ê,"
     "bana,gia rai,jrai,ubnd,hđnd,mttq,lđtbxh,thcs,thpt,việt nam,mặt trận,liên,kinh,người,các,quyết,luật,nghị,thủ,"
     "tổng,công an,công đoàn,cựu,phụ nữ,nông dân,thanh niên,trạm,trường,huyện,xã,tỉnh,phường,thành phố,thị,thôn,"
     "bản,xóm,ấp,khu,buôn,ngoan,hùng vương,năm,tháng,ngày,quý,số,lớp,không,có,và,hoặc,covid,hiv,aids,excel,zalo,"
     "facebook,vneid,dtts,or,and,the,no,yes,of,for,in,vn,ai,đồng,trên,tại,theo,về,được,đã,bị,cho,đang,chưa,mẹ,cha,"
     "cán,công chức,viên chức,đại biểu,hội viên,đoàn viên,đảng viên,nhà,vị,qua,trong,sau,khi,nếu,vì,do,từ,để,cuộc,"
     "kỳ,bài,đề"},
    {WORD_NO_NAME | WORD_BODY,
     "ubnd,hđnd,ubmttq,mttq,ủy ban,hội,chi bộ,đảng ủy,huyện ủy,tỉnh ủy,ban,công an,lđtbxh,tbxh,btxh,mặt trận"},
    {WORD_FIGURE,
     "hồ chí minh,nguyễn ái quốc,nguyễn tất thành,bác hồ,cụ hồ,tôn đức thắng,phạm văn đồng,trường chinh,lê duẩn,"
     "võ nguyên giáp,nguyễn trãi,nguyễn huệ,nguyễn du,nguyễn đình chiểu,nguyễn công trứ,nguyễn thái học,"
     "nguyễn văn trỗi,nguyễn văn cừ,nguyễn thị minh khai,nguyễn thị định,nguyễn hữu thọ,nguyễn lương bằng,"
     "nguyễn chí thanh,nguyễn hữu cảnh,nguyễn trung trực,nguyễn tri phương,nguyễn khuyến,nguyễn bỉnh khiêm,"
     "nguyễn gia thiều,nguyễn trường tộ,nguyễn viết xuân,nguyễn bá ngọc,nguyễn thị thập,nguyễn văn linh,"
     "nguyễn văn tố,nguyễn thượng hiền,nguyễn cao,nguyễn xí,nguyễn hiền,nguyễn siêu,nguyễn hoàng,nguyễn phúc,"
     "nguyễn thiện thuật,nguyễn thần hiến,nguyễn bặc,nguyễn an ninh,trần hưng đạo,trần quốc tuấn,trần quốc toản,"
     "trần phú,trần nhân tông,trần nhật duật,trần quang khải,trần khánh dư,trần bình trọng,trần khát chân,"
     "trần đại nghĩa,trần cao vân,trần quý cáp,trần nguyên hãn,trần duy hưng,trần đăng ninh,trần thủ độ,"
     "trần thánh tông,trần thái tông,trần quý khoáng,trần tế xương,trần can,trần văn ơn,trần văn thời,lê lợi,"
     "lê lai,lê thánh tông,lê thái tổ,lê hồng phong,lê quý đôn,lê đại hành,lê hoàn,lê chân,lê văn tám,lê văn hưu,"
     "lê hữu trác,lê trọng tấn,lê đức thọ,lê văn sỹ,lê văn duyệt,lê thị riêng,lê thị hồng gấm,lê thanh nghị,"
     "lê lựu,lê mã lương,lê văn thiêm,lê phụng hiểu,lê ngọc hân,lê quang đạo,lê viết thuật,lê đình chinh,lê độ,"
     "lê vĩnh,lý thường kiệt,lý thái tổ,lý công uẩn,lý nam đế,lý tự trọng,lý chính thắng,lý bôn,lý thái tông,"
     "lý nhân tông,ngô quyền,ngô gia tự,ngô thì nhậm,ngô sĩ liên,đinh tiên hoàng,đinh bộ lĩnh,đinh công tráng,"
     "đinh lễ,hai bà trưng,trưng trắc,trưng nhị,bà trưng,bà triệu,triệu thị trinh,triệu quang phục,mai thúc loan,"
     "mai hắc đế,phùng hưng,phùng khắc khoan,phùng chí kiên,khúc thừa dụ,hoàng diệu,hoàng hoa thám,hoàng văn thụ,"
     "hoàng quốc việt,hoàng cầm,hoàng ngân,hoàng đạo thúy,hoàng minh giám,phan bội châu,phan chu trinh,"
     "phan châu trinh,phan đình phùng,phan đình giót,phan huy chú,phan đăng lưu,phan kế bính,phan văn trị,"
     "phan thanh giản,phan ngọc hiển,phạm ngũ lão,phạm hồng thái,phạm ngọc thạch,phạm hùng,phạm văn hai,"
     "phạm tuấn tài,phạm quang lịch,phạm thế hiển,đặng thùy trâm,đặng thai mai,đặng dung,đặng tất,đặng văn ngữ,"
     "đặng tiến đông,đào duy từ,đào duy anh,đào tấn,bùi thị xuân,bùi xuân phái,bùi hữu nghĩa,bùi bằng đoàn,"
     "võ thị sáu,võ văn kiệt,võ văn tần,võ chí công,vũ trọng phụng,vũ phạm hàm,vũ hữu,huỳnh thúc kháng,"
     "huỳnh tấn phát,huỳnh mẫn đạt,tôn thất thuyết,tôn thất tùng,cao bá quát,cao thắng,chu văn an,mạc đĩnh chi,"
     "mạc đăng dung,mạc thị bưởi,lương thế vinh,lương văn can,lương ngọc quyến,lương văn tụy,lương định của,"
     "tô hiệu,tô hiến thành,tô vĩnh diện,tô hoài,tô ngọc vân,hà huy tập,hà huy giáp,hà đặc,hồ tùng mậu,"
     "hồ xuân hương,hồ ba bể,hồ hoàn kiếm,hồ núi cốc,hồ trị an,hồ tây,hồ gươm,hồ dầu tiếng,hồ quý ly,kim đồng,"
     "vừ a dính,bế văn đàn,cù chính lan,la văn cầu,dương đình nghệ,dương quảng hàm,dương văn nga,đoàn thị điểm,"
     "đoàn trần nghiệp,đỗ hành,đỗ xuân hợp,thái phiên,thái bình dương,đại tây dương,trịnh hoài đức,trịnh công sơn,"
     "trương định,trương công định,trương hán siêu,trương vĩnh ký,tạ quang bửu,tạ uyên,tạ hiện,từ hải,cô giang,"
     "cô bắc,ông ích khiêm,bà huyện thanh quan,hoàng liên sơn,hoàng sa,châu á,châu âu,châu phi,châu đại dương,"
     "châu mỹ,bà đen,bà nà,bà chúa,bà chúa xứ,ông táo,ông đồ,ông già,ông già noel,ông công,bà thiên hậu,anh quốc,"
     "ông bụt,thánh gióng,hùng vương,lạc long quân,quang trung,an dương vương,cao đạt,hồ sơ,lý do,cao đẳng,"
     "cao học,lưu ý,hà nội,công ty,văn phòng,văn hóa,văn hoá,công an,đoàn thanh niên,đoàn công tác,đoàn kiểm tra,"
     "đoàn thể,lâm nghiệp,kim tự tháp,đồng nai,công đoàn,công ước,công nghiệp,công thương,chu kỳ,phương án,"
     "phương pháp,trang trại,trung ương,quản lý,giang mai,cao điểm,hồ sơ sức khỏe,ma túy,ma tuý,viên chức,"
     "kim ngạch,quảng trị,quảng ninh,quảng nam,quảng ngãi,quảng bình,chung tay,đồng bằng,đồng tháp,yên bái,"
     "phú thọ,phú yên,ninh bình,ninh thuận,trà vinh,an giang,kon tum,trường sa,bà rịa,cao bằng,công văn,công báo,"
     "công điện,thị trấn,thị xã,bà rịa vũng tàu,ho chi minh city,ha noi,công giáo,phật giáo,hàn quốc,trung quốc,"
     "đài loan,hoa kỳ,việt nam,lào cai,lai châu,tống lê chân,nguyên nhân,nguyên liệu,nguyên tắc,nguyên đơn,"
     "văn nghệ,văn bản,văn thư,văn kiện,văn bằng,văn minh,văn xã,văn học,văn công,văn chương,văn miếu,thị trường,"
     "thị lực,thị giác,thị phần,thị hiếu,thị thực,thị chính,thị tộc,siêu thị,đô thị,thành thị,chỉ thị,kpă klơng,"
     "hoàng thành,hoàng thành thăng long,hoàng gia,đinh núp,ya ly,nước ngoài,công lập,công tác,công trình,đồng bộ,"
     "thông tin,thông báo,thành công,tiến bộ,thành phố,lục vân tiên,quế trà my,cam cao phong,hạng mục,trà my,sâm ngọc linh,cụ thể"},
    {WORD_BREAK,
     "of,about,do,của,với,cho,gặp,là,cùng,giao,gọi,và,có,bị,được,ông,bà,anh,chị,em,cháu,cô,bác,chú,chủ,theo,mà,vì,để,gồm,"
     "khi,nhờ,mời,báo,by,with,and,to,from,where,who,tại,ở,khai,nói,nghi,bắt,phạt,đề nghị,yêu cầu,gửi,hỗ trợ,cấp,"
     "tặng,trả,nhắc,hỏi,thăm,giúp,đưa,trao,thay,vận động,nghe,thưa,cảm ơn,kính,xin"},
    {WORD_TRADE,
     "kế toán,thủ quỹ,luật sư,bác sĩ,bác sỹ,y sĩ,y sỹ,y tá,điều dưỡng,dược sĩ,giáo viên,điều phối viên,"
     "hòa giải viên,cộng tác viên,gvcn,giáo viên chủ nhiệm,lái xe,tài xế,văn thư,thư ký,điều tra viên,thẩm phán,"
     "kiểm sát viên,chấp hành viên,kỹ sư,chuyên viên,người phụ trách,người theo dõi,người lập biểu"},
    {WORD_DEED | WORD_MARKED,
     "nói,kể,khóc,khai,khai nhận,khai rằng,thú nhận,thừa nhận,tâm sự,bỏ nhà,bỏ học,bỏ trốn,bỏ đi,bỏ về,bỏ việc,"
     "bỏ thuốc,trốn,trốn khỏi,mồ côi,mang thai,đang mang thai,có thai,đã có thai,sinh con,vừa sinh con,"
     "mới sinh con,bị bắt,bị đánh,bị quấy rối,bị xâm hại,bị hiếp dâm,bị bố,bị chồng,bị mẹ,bị vợ,bị mẹ kế,"
     "bị bố dượng,bị cha dượng,bị bạn,bị bạn trai,bị tai nạn,bị ốm,bị thương,bị tạm giữ,bị tạm giam,bị kết án,"
     "bị truy nã,bị khởi tố,bị gả,bị ép,bị lừa,bị lũ cuốn,bị điện giật,bị đuối nước,nghỉ học,nghiện,nghiện ma túy,"
     "tái nghiện,cai nghiện,đi cai nghiện,ly hôn,ly thân,kết hôn,đã ly hôn,đã ly thân,đã kết hôn,lấy chồng,lấy vợ,"
     "theo chồng,đi làm,đi học,đi khám,đi lao động,đi cai,đi tù,đi bệnh viện,học nghề,học xong,được học nghề,"
     "đã học,đã học xong,ra trại,vừa ra trại,mới ra trại,mãn hạn tù,chấp hành xong án,đã chấp hành xong,"
     "được tha tù,được đặc xá,được mẹ,được bố,được chồng,được vợ,được bà,được ông,xin nghỉ,xin học,xin thôi,"
     "xin việc,xin đi,xin về,xin rút,có chồng,có vợ,có con,và chồng,và vợ,và con,và mẹ,và bố,và em,và anh,"
     "cùng chồng,cùng vợ,cùng mẹ,cùng con,qua đời,tử vong,đã mất,chưa biết chữ,không biết chữ,làm thuê,"
     "làm công nhân,làm bảo vệ,làm phụ hồ,bán vé số,uống rượu,say rượu,hay khóc,hay uống rượu,hay bỏ ăn,"
     "sợ người lạ,nằm viện,đang nằm viện,ở với,đang ở với,sống với,đang sống với,sống cùng,về sống,đã về nhà,"
     "hết án,tái phạm,không tái phạm,chưa tái phạm,đã xóa án tích,đã xóa án,đã được xóa án,trầm cảm,bị trầm cảm,"
     "tự tử,định tự tử,hối hận,bị động kinh,bị câm điếc,bị khuyết tật,khuyết tật,tật nguyền,thường xuyên đánh,"
     "đánh vợ,đánh con,đánh chồng,chửi,đòi"},
    {WORD_DEED | WORD_MARKED,
     "chết,đã chết,đã qua đời,mất tích,bị bỏng,bị ngã,bị sốt,bị liệt,nghiện nặng,nghiện rượu,chấp hành tốt,chấp hành án,"
     "đang chấp hành,bị mù,bị điếc,bị tàn tật,thất nghiệp,ở một mình,sống một mình,đang nuôi,nuôi con,nuôi chồng,"
     "nuôi vợ,có hai con,có ba con,có bốn con,có chồng,góa chồng,góa vợ,vỡ nợ,bị bệnh,mắc bệnh,ung thư,tai biến,"
     "bị tai biến,hết hạn tù,đi khỏi,vào nam làm,lái xe,làm thợ,làm nghề,bỏ dở,khuyết tật vận động,bị gãy,"
     "bị chó,bị rắn,bị sét,bị bạo lực,bị bạo hành,không nhớ,uống thuốc,xuất viện,nhập viện,đang điều trị,"
     "đỗ đại học,thi đỗ,tốt nghiệp,đạt giải,nhặt được,cứu,nhập ngũ,xuất ngũ,đi lính"},
    {WORD_DEED,
     "said,says,told,refused,drinks,ran away,dropped out,gave birth,was arrested,was beaten,is pregnant,"
     "was released,lives,works,cried"},
    {WORD_SAYING | WORD_MARKED,
     "cho biết,cho hay,nhờ,mong,muốn,vay,đang vay,đã vay,đã trả xong,vắng,vắng mặt,vắng họp,mở tiệm,mở quán,"
     "tự nguyện,hứa,rút đơn,đã rút đơn,dệt,bán,ký tên,nhận khoán,mới nhận,bị tâm thần"},
    {WORD_SAYING,
     "agreed,borrowed,asked,moved,has moved,left"},
    {WORD_ACTS_ON,
     "gặp,mời,thăm,hỏi thăm,thăm hỏi,khuyên,khuyên bảo,khuyên nhủ,dỗ,an ủi,bắt,bắt giữ,tạm giữ,bắt quả tang,cưới,"
     "đánh,chửi,đón,cõng,cứu,bầu,cử,bổ nhiệm,phân công,kỷ luật,khen,khen thưởng,biểu dương,phê bình,nhắc nhở,"
     "cảnh cáo,phạt,xử phạt,tuyên dương,triệu tập,mời gọi,nhận nuôi,đỡ đầu,giới thiệu,kết nạp,nhận,tuyển,"
     "giúp đỡ,cưu mang,chăm sóc,đưa,chở,dẫn,gọi,nhờ,hỏi,kể,tố cáo,tố giác,khiếu nại,thương,chia buồn với,"
     "bàn giao cho,giao cho,trao cho,cấp cho,trả cho,nhận của,thuộc về,sang tên,đứng tên,thay,thay thế,bảo lãnh,"
     "bảo lãnh cho,chữa cho,khám cho,dạy cho,cho vay,theo lời,theo đơn,do ông,visited,met,helped,called,asked,"
     "thanked,interviewed,arrested,detained,transferred,hired,paid,married,told,grant for,loan of,case of,talked to,talked with,spoke to,loan for,loan to,nhập học,"
     "chấm dứt với,hòa giải với,ly hôn với,kết hôn với,sống với,ở với,ở cùng,sống cùng,đi cùng,liên lạc với,"
     "làm việc với,nói chuyện với,tiếp xúc với,tiếp,tiếp xúc,tiếp nhận,quản lý,giáo dục,theo dõi,xét thấy,"
     "đề nghị tặng,điều động,miễn nhiệm,bãi nhiệm,tín nhiệm,ủy quyền cho,báo cho,gửi cho,nhắn cho,chuyển cho"},
    {WORD_KIND,
     "tư nhân,cổ phần,một thành viên,mtv,trách nhiệm hữu hạn,thương mại,dịch vụ,và dịch vụ,xây dựng,sản xuất,"
     "may,may mặc,may công nghiệp,giày da,gỗ,điện,nước,nghề,dạy nghề,nông nghiệp,thủy sản,lâm nghiệp,vận tải,"
     "xuất khẩu,nhập khẩu,du lịch,văn hóa,thể thao,khuyến học,quốc tế,đa khoa,y học,cũ,mới,cơ sở,phổ thông,"
     "trung học,trung cấp,dân tộc,nội trú,bán trú,chuyên,số,cấp,mang tên,tên,tỉnh,huyện,xã,phường,thị trấn,"
     "bảo trợ,xã hội,trẻ em,thiếu nhi,thiếu niên,sáng tạo,khoa học,công nghệ,thực phẩm,chế biến,cao su,cà phê,"
     "dược,dược phẩm,đầu tư,phát triển,vàng,bạc,kim hoàn,nước uống,nước sạch,cơ khí,vật liệu,vật tư,nội thất,"
     "quảng cáo,bảo vệ,vệ sĩ,môi trường,đô thị,gia đình,nghệ thuật,ca nhạc,từ thiện,học bổng,đường,anh hùng,"
     "liệt sĩ,danh nhân,cách mạng,lịch sử,di tích,dòng họ,họ,in,sách,phú,đông,tây,nam,bắc,thủ công,mỹ nghệ,"
     "thuốc,hoa,cây cảnh,tranh,giống,cây,thanh niên,phụ nữ,ăn,cơm,phở,bún,bánh,sửa xe,sửa chữa,cắt tóc,nuôi,"
     "trồng,dệt,thổ cẩm,mộc,xay xát,tái định cư,dân cư,dân phố,phố,hành chính,văn phòng"},
    {WORD_TRADE,
     "trao đổi với,gửi,gặp,kính gửi,liên lạc với,liên hệ"},
    {WORD_BODY | WORD_SHORT,
     "tp,tx"},
    {WORD_TITLE,
     "called,nicknamed"},
    {WORD_TITLE | WORD_MARKED,
     "thằng,thằng bé,gã,má,tía,cu"},
    {WORD_ROLE | WORD_TRADE | WORD_MARKED,
     "hỏi,nhờ"},
    {WORD_ROLE,
     "sư,sư cô,sư cả,thầy cúng,thầy mo,ông mo,nghệ nhân,thủ khoa,tân binh,trưởng họ,trưởng tộc,người khai"},
};
/* clang-format on */

struct slot {
    const char *text;
    uint32_t size;
    uint32_t marked, unmarked; /* classes: as written; of a text without marks */
};

static struct slot slots[SLOTS];
static char folded_texts[FOLDED_BYTES_MAX * 2];
static size_t folded_size;
static pthread_once_t learned = PTHREAD_ONCE_INIT;

/* The letter without marks of a two- or three-byte letter of Vietnamese; NUL for any other. */
static char fold_letter(uint32_t point) {
    static const struct {
        const uint32_t *letters;
        char plain;
    } rows[] = {{U"àáảãạăằắẳẵặâầấẩẫậ", 'a'}, {U"èéẻẽẹêềếểễệ", 'e'}, {U"ìíỉĩịï", 'i'}, {U"òóỏõọôồốổỗộơờớởỡợ", 'o'},
                {U"ùúủũụưừứửữự", 'u'},       {U"ỳýỷỹỵ", 'y'},       {U"đð", 'd'},     {U"ñ", 'n'}};
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++)
        for (const uint32_t *letter = rows[row].letters; *letter != 0; letter++)
            if (*letter == point)
                return rows[row].plain;
    return '\0';
}

/* Adds the letter at a place; how many bytes it takes there. */
static size_t fold_one(const char *bytes, size_t left, char *ret_plain) {
    unsigned char first = (unsigned char)*bytes;
    size_t size = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (size == 1 || size > left) {
        *ret_plain = *bytes;
        return 1;
    }
    uint32_t point = first & (0x7FU >> size);
    for (size_t i = 1; i < size; i++)
        point = point << 6 | ((unsigned char)bytes[i] & 0x3FU);
    *ret_plain = fold_letter(point);
    return size;
}

bool phrase_fold(const char *bytes, size_t size, char *ret_folded, size_t room) {
    size_t count = 0;
    for (size_t at = 0; at < size && count + 1 < room;) {
        at += fold_one(bytes + at, size - at, &ret_folded[count]);
        count += ret_folded[count] != '\0';
    }
    ret_folded[count] = '\0';
    return count + 1 < room;
}

static uint32_t hash_of(const char *bytes, size_t size) {
    uint32_t hash = 2166136261U;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * 16777619U;
    return hash ^ hash >> 15;
}

/* The slot of a text, or the empty one where it would be. */
static struct slot *slot_of(const char *bytes, size_t size) {
    uint32_t at = hash_of(bytes, size) % SLOTS;
    while (slots[at].text != NULL && (slots[at].size != size || memcmp(slots[at].text, bytes, size) != 0))
        at = (at + 1) % SLOTS;
    return &slots[at];
}

static struct slot *slot_taken(const char *bytes, size_t size) {
    struct slot *slot = slot_of(bytes, size);
    slot->text = bytes;
    slot->size = (uint32_t)size;
    return slot;
}

static void learn_phrase(const char *phrase, size_t size, uint32_t classes) {
    slot_taken(phrase, size)->marked |= classes & ~(uint32_t)WORD_MARKED;
    if (classes & WORD_MARKED)
        return;
    char *folded = folded_texts + folded_size;
    bool fits = phrase_fold(phrase, size, folded, sizeof folded_texts - folded_size);
    assert(fits);
    (void)fits;
    struct slot *slot = slot_of(folded, strlen(folded));
    if (slot->text == NULL) {
        slot = slot_taken(folded, strlen(folded));
        folded_size += slot->size + 1;
    }
    slot->unmarked |= classes;
}

static void learn(void) {
    for (size_t row = 0; row < sizeof vocabulary / sizeof *vocabulary; row++)
        for (const char *phrase = vocabulary[row].phrases; *phrase != '\0';) {
            size_t size = strcspn(phrase, ",");
            learn_phrase(phrase, size, vocabulary[row].classes);
            phrase += size + (phrase[size] == ',');
        }
}

uint32_t phrase_classes(const char *bytes, size_t size, bool unmarked) {
    pthread_once(&learned, learn);
    if (size > PHRASE_BYTES_MAX)
        return 0;
    const struct slot *slot = slot_of(bytes, size);
    return unmarked ? slot->unmarked | slot->marked : slot->marked;
}
